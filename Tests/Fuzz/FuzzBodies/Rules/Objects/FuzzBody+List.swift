import PlainReadings

@testable import Kubernetes

extension FuzzBody {
    /// A page of a list: every object that has a name is there, whatever its neighbours are.
    static let list = FuzzBody(
        "list",
        maximumLength: 2048,
        seeds: ObjectSeeds.lists.map { Array($0.utf8) },
        words: ObjectSeeds.words
    ) { bytes throws(BrokenPromise) in
        try ObjectPromises.holdCursor(bytes[...])
        _ = WaitingPodPage(parsing: bytes)
        let tree = try? ReferenceJSON(parsing: bytes)
        let page: ListPage<SecretObject>
        do throws(JSONFault) { page = try ListPage<SecretObject>(bytes) } catch {
            let isList =
                tree?["metadata"]?.members?.allSatisfy { $0.value.string.map { $0.utf8.count <= 512 } ?? false }
                ?? false
            return try hold(!isList, "a list is a list: \(error)")
        }
        guard let tree, let members = tree.members, Set(members.map(\.key)).count == members.count else { return }
        if let version = tree["metadata"]?["resourceVersion"]?.string {
            try holdEqual(page.resourceVersion, version, "its version")
        }
        let named = (tree["items"]?.elements ?? []).compactMap { item -> String? in
            guard item.isWithoutTwins, let name = item["metadata"]?["name"]?.string, !name.isEmpty,
                name.utf8.count <= 512
            else { return nil }
            return name
        }
        let names = page.items.map(\.metadata.name)
        for name in named { try hold(names.contains(name), "\(name) is in the list: \(names)") }
        try hold(page.nameless.count <= 8, "few that have no name are kept")
    }
}
