import Migration
import Testing

@Suite("Namespaces that another tool leaves out get nothing from us either")
struct LeftOutTests {
    private func migrate(target: String?, excluded: String) throws -> Migration {
        let text = """
            awsRegion: eu-west-1
            dockerSecretName: ecr
            \(target.map { "targetNamespace: '\($0)'" } ?? "")
            excludeNamespace: '\(excluded)'
            """
        return try Migration(
            [MigrationInput(name: "old.yaml", bytes: Array(text.utf8))],
            MigrationOptions(tool: .ecrLoginRenew, namespace: "pullpass", version: "0.1.0")
        )
    }

    /// The commands of the hand-over that write labels.
    private func labelling(_ migration: Migration) -> [String] {
        migration.commands.split(separator: "\n").map(String.init).filter { $0.contains("label --overwrite") }
    }

    static let written: [(target: String?, excluded: String, commands: [String])] = [
        (
            "team-?", "team-x",
            [
                "kubectl get namespaces --output name | grep -E '^namespace/(team-.)$' | grep -vE '^namespace/(team-x)$' "
                    + "| xargs -r -I{} kubectl label --overwrite {} pullpass.dev/inject=enabled pull-secret-ecr=true"
            ]
        ),
        (
            "prod,team-?;a-*", "prod,a-b*",
            [
                "kubectl get namespaces --output name | grep -E '^namespace/(team-.|a-.*)$' | grep -vE '^namespace/(prod|a-b.*)$' "
                    + "| xargs -r -I{} kubectl label --overwrite {} pullpass.dev/inject=enabled pull-secret-ecr=true"
            ]
        ),
        ("team-x,prod", "team-*", ["kubectl label --overwrite namespace prod pullpass.dev/inject=enabled"]),
        ("team-x,prod", "team-?", ["kubectl label --overwrite namespace prod pullpass.dev/inject=enabled"]),
        (nil, "team-x", ["kubectl label --overwrite namespace default pullpass.dev/inject=enabled"]),
        (
            "*", "kube-*",
            [
                "kubectl get namespaces --output name | grep -E '^namespace/(kube-.*)$' "
                    + "| grep -vE '^namespace/(kube-system|kube-node-lease|kube-public)$' "
                    + "| xargs -r -I{} kubectl label --overwrite {} pullpass.dev/inject=disabled"
            ]
        ),
        (
            "team-*", "*-x",
            [
                "kubectl get namespaces --output name | grep -E '^namespace/(.*-x)$' "
                    + "| xargs -r -I{} kubectl label --overwrite {} pullpass.dev/inject=disabled"
            ]
        ),
    ]

    @Test("whatever names or patterns say which there are", arguments: written)
    func labels(target: String?, excluded: String, commands: [String]) throws {
        let migration = try migrate(target: target, excluded: excluded)
        #expect(labelling(migration) == commands)
        #expect(migration.left.isEmpty)
    }

    @Test("a name that is left out of a pattern stands in the selector")
    func selector() throws {
        let migration = try migrate(target: "team-*", excluded: "team-x")
        #expect(migration.values.contains("- kube-public\n          - team-x"))
        #expect(labelling(migration).isEmpty)
    }

    static let emptied: [(target: String?, excluded: String)] = [
        ("team-x", "team-x"), ("team-x", "team-*"), ("team-*", "team-*"), ("a,b", "b,a"), (nil, "default"),
    ]

    @Test("where none is left nothing is made, and that is told", arguments: emptied)
    func nothing(target: String?, excluded: String) throws {
        let migration = try migrate(target: target, excluded: excluded)
        #expect(migration.registries == 0)
        #expect(migration.left.count == 1)
        #expect(migration.left.allSatisfy { $0.contains("EXCLUDE_NAMESPACE") })
    }

    @Test("where they are no names and no patterns nobody is labelled, and that is told")
    func unreadable() throws {
        let migration = try migrate(target: "team-?", excluded: "$(touch x)")
        #expect(labelling(migration).isEmpty)
        #expect(migration.left.count == 1)
        #expect(!migration.commands.contains("touch x"))
    }
}
