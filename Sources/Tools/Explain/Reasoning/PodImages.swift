internal import YAML

/// The images of a Pod's spec, in the order in which admission looks at them.
struct PodImages: Sendable {
    struct Entry: Sendable {
        var role: ImageVerdict.Role
        var name: String
        var image: String
    }

    let entries: [Entry]
    private let names: [ImageVerdict.Role: [String]]

    init(spec: YAMLNode?) {
        let lists: [(ImageVerdict.Role, String)] = [
            (.container, "containers"), (.initContainer, "initContainers"), (.imageVolume, "volumes"),
        ]
        var entries: [Entry] = []
        var names: [ImageVerdict.Role: [String]] = [:]
        for (role, key) in lists {
            for item in spec?[key]?.sequence ?? [] {
                let name = item["name"]?.string ?? ""
                names[role, default: []].append(name)
                let image = role == .imageVolume ? item["image"]?["reference"] : item["image"]
                guard let image = image?.string, !image.isEmpty else { continue }
                entries.append(Entry(role: role, name: name, image: image))
            }
        }
        self.entries = entries
        self.names = names
    }

    /// The name of the n-th entry of a list, those without an image counted; its number where there is none.
    func name(_ role: ImageVerdict.Role, at index: Int) -> String {
        guard let names = names[role], names.indices.contains(index), !names[index].isEmpty else { return "\(index)" }
        return names[index]
    }
}
