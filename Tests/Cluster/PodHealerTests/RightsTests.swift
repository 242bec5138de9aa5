import TestAPIServer
import TestSupport
import Testing

@testable import PodHealer

/// The chart's rights, as its rendered snapshots have them.
@Suite("Healing: rights")
struct RightsTests {
    /// The rules of the first ClusterRole of a snapshot, each in one line, without comments.
    private static func rules(_ snapshot: String) throws -> Set<String> {
        let text = String(
            decoding: try Repository.bytes("charts/pullpass/ci/snapshots/\(snapshot).yaml"),
            as: UTF8.self
        )
        let documents = text.split(separator: "\n---")
        let role = try #require(documents.first { $0.contains("\nkind: ClusterRole\n") })
        let lines = role.split(separator: "\n").filter { !$0.contains("#") }
        let body = lines.drop { $0 != "rules:" }.dropFirst().map { $0.filter { $0 != " " } }.joined(separator: ";")
        return Set(body.split(separator: "-apiGroups").map { $0.trimmingSuffix { $0 == ";" } }.map(String.init))
    }

    @Test("what healing is given beside everything else is what its requests need, and is given to nobody else")
    func chart() throws {
        let more = try Self.rules("heal").subtracting(try Self.rules("minimal"))
        #expect(
            more == [#":[""];resources:[pods];verbs:[list]"#, #":[""];resources:[pods/eviction];verbs:[create]"#],
            "\(more)"
        )
        let listed = HealWorld.rights.map { "\($0.resources.sorted()) \($0.verbs.sorted())" }
        #expect(
            listed == [#"["pods"] ["list"]"#, #"["pods/eviction"] ["create"]"#, #"["events"] ["create", "patch"]"#]
        )
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
        var text = self
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return text
    }
}
