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

    /// ImagePullSecrets of imps, each with the names that it selects.
    private func imps(_ targets: [String]) throws -> Migration {
        let secret = """
            apiVersion: v1
            kind: Secret
            metadata: { name: source, namespace: registry }
            type: kubernetes.io/dockerconfigjson
            stringData: { .dockerconfigjson: '{"auths":{"quay.io":{"username":"joe","password":"s3cret"}}}' }
            """
        let objects = targets.enumerated().map { index, names in
            """
            apiVersion: images.banzaicloud.io/v1alpha1
            kind: ImagePullSecret
            metadata: { name: number-\(index) }
            spec:
              registry: { credentials: [{ name: source, namespace: registry }] }
              target: { secret: { name: pull-\(index) }, namespaces: { names: [\(names)] } }
            """
        }
        let text = ([secret] + objects).joined(separator: "\n---\n")
        return try Migration(
            [MigrationInput(name: "old.yaml", bytes: Array(text.utf8))],
            MigrationOptions(tool: .imps, namespace: "pullpass", version: "0.1.0")
        )
    }

    @Test(
        "what one object selects by a pattern is selected still after others that give names, in any order",
        arguments: [["\"team-*\"", "prod"], ["prod", "\"team-*\""], ["\"*\"", "prod", "test"]]
    )
    func patternAndNames(targets: [String]) throws {
        let migration = try imps(targets)
        #expect(migration.registries == targets.count)
        // All but one: the names need no label.
        #expect(migration.values.contains("- kube-public"))
        #expect(labelling(migration).isEmpty)
    }

    @Test("names stay labelled after an object whose pattern has to be a label")
    func namesAndMark() throws {
        for targets in [["prod", "\"team-?\""], ["\"team-?\"", "prod"]] {
            let labels = labelling(try imps(targets))
            #expect(labels.contains("kubectl label --overwrite namespace prod pullpass.dev/inject=enabled"))
            #expect(labels.count == 2)
        }
    }

    @Test("of two instances with different settings it is said that one is made of them", arguments: ["one", "two"])
    func instances(second: String) throws {
        let jobs = ["one", second].map { name in
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata: { name: \(name) }
            spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: ecr, image: "nabsul/k8s-ecr-login-renew:v1.7", env: [
              { name: AWS_REGION, value: eu-west-1 }, { name: DOCKER_SECRET_NAME, value: \(name) }] }] } } } } }
            """
        }
        let migration = try Migration(
            [MigrationInput(name: "old.yaml", bytes: Array(jobs.joined(separator: "\n---\n").utf8))],
            MigrationOptions(tool: .ecrLoginRenew, namespace: "pullpass", version: "0.1.0")
        )
        #expect(migration.left.contains { $0.contains("migrate each by itself") } == (second == "two"))
    }
}
