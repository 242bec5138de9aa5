import Controllers
import Kubernetes
import Names
import Testing

@Suite("Ownership")
struct OwnershipTests {
    private static let ownership = Ownership(namespace: "pullpass", leaseName: "lease")
    private static let fields = Ownership.Fields(
        content: ["f:data", "f:.dockerconfigjson"],
        annotations: [PullpassKey.revision]
    )

    private static let content = ["f:data", "f:.dockerconfigjson"]
    private static let owner = ["f:metadata", "f:annotations", "f:pullpass.dev/owner"]
    private static let revision = ["f:metadata", "f:annotations", "f:pullpass.dev/revision"]

    private static func entry(
        _ manager: String = "pullpass",
        _ operation: String = "Apply",
        subresource: String? = nil,
        _ paths: [String]...
    ) -> ManagedFieldsEntry {
        ManagedFieldsEntry(
            manager: manager,
            operation: operation,
            subresource: subresource,
            fields: FieldSet(paths: paths)
        )
    }

    private static let ours = entry("pullpass", "Apply", content, owner, revision)

    static let cases: [(String, [ManagedFieldsEntry], Ownership.Verdict)] = [
        ("as we wrote it", [ours], .ours),
        ("beside others' fields", [ours, entry("k", "Update", ["f:metadata", "f:labels", "f:a"])], .ours),
        ("an annotation that was copied", [], .foreign),
        ("written by us, but not applied", [entry("pullpass", "Update", content, owner, revision)], .foreign),
        ("applied by somebody else", [entry("k", "Apply", content, owner, revision)], .foreign),
        ("applied to a subresource", [entry("pullpass", "Apply", subresource: "status", content, owner)], .foreign),
        ("without our content", [entry("pullpass", "Apply", owner, revision)], .edited),
        ("without the owner", [entry("pullpass", "Apply", content, revision)], .edited),
        ("without an annotation", [entry("pullpass", "Apply", content, owner)], .edited),
        ("with another's content", [ours, entry("kubectl-edit", "Update", content)], .edited),
        ("with another key", [ours, entry("kubectl-edit", "Update", ["f:data", "f:other"])], .edited),
        ("with another's owner", [ours, entry("kubectl-edit", "Update", owner)], .edited),
        ("with another's annotation", [ours, entry("kubectl-edit", "Update", revision)], .edited),
    ]

    @Test("Ours bears our annotation and our apply; edited is what others own of it", arguments: cases)
    func verdict(name: String, entries: [ManagedFieldsEntry], verdict: Ownership.Verdict) {
        var metadata = ObjectMetadata(name: "s", annotations: Self.ownership.annotations, managedFields: entries)
        #expect(Self.ownership.judge(metadata, Self.fields) == verdict, "\(name)")
        #expect(Self.ownership.isOurs(metadata))
        metadata.annotations = Ownership(namespace: "pullpass", leaseName: "other").annotations
        #expect(Self.ownership.judge(metadata, Self.fields) == .foreign)
        #expect(!Self.ownership.isOurs(metadata))
    }

    static let editors: [([ManagedFieldsEntry], String?)] = [
        ([ours, entry("kubectl-edit", "Update", content)], "kubectl-edit"),
        (
            [ours, entry("k", "Update", ["f:metadata", "f:labels", "f:a"]), entry("argocd", "Apply", revision)],
            "argocd"
        ),
        ([ours, entry(String(repeating: "x", count: 500), "Update", owner)], String(repeating: "x", count: 63)),
        ([ours, entry("a\nb\u{202E}c\u{7}", "Update", content)], "a?b?c?"),
        ([ours, entry("", "Update", content)], nil),
        ([entry("pullpass", "Apply", owner, revision)], nil),
    ]

    @Test(
        "An editor is who owns what is ours; his name is cut, and shows nothing that cannot be seen",
        arguments: editors
    )
    func editor(_ entries: [ManagedFieldsEntry], _ name: String?) {
        let metadata = ObjectMetadata(name: "s", annotations: Self.ownership.annotations, managedFields: entries)
        #expect(Self.ownership.editor(of: metadata, Self.fields) == name)
    }

    @Test("The owner is the namespace and the lease")
    func owner() {
        #expect(Self.ownership.owner == "pullpass/lease")
        #expect(Self.ownership.annotations == ["pullpass.dev/owner": "pullpass/lease"])
    }
}
