import Configuration
import Migration
import Providers
import TestSupport
import Testing
import Validation

/// Settings that somebody else has written: what is in them reaches no shell, no terminal and no output that is kept.
struct HostileInputTests {
    private func migrate(_ text: String, _ tool: MigratedTool? = nil) throws -> Migration {
        try Migration(
            [MigrationInput(name: "old.yaml", bytes: Array(text.utf8))],
            MigrationOptions(tool: tool, namespace: "pullpass", version: "0.1.0")
        )
    }

    private static func manager(name: String = "hub", namespace: String = "default", registry: String = "docker.io")
        -> String
    {
        """
        config:
          credentials:
            - name: "\(name)"
              kubernetes_namespace: "\(namespace)"
              type: DOCKER
              credential: { docker_registry: "\(registry)", docker_user: joe, docker_password: s3cret }
        """
    }

    private static func entry(name: String, namespace: String) -> String {
        manager(name: name, namespace: namespace).split(separator: "\n").dropFirst(2).joined(separator: "\n")
    }

    @Test(
        "No name of the input is a command, and what has none is left out",
        arguments: [
            manager(name: "$(touch x)"), manager(namespace: "a;touch x"), manager(name: "A"), manager(name: "a\\nb"),
            manager(name: "-n"), manager(registry: "joe:s3cret@registry.example.com"), manager(registry: "registry"),
            manager(registry: "a b.example.com"), manager(registry: "reg\\u001b[2J.example.com"), manager(name: ""),
        ]
    )
    func names(text: String) throws {
        let migration = try migrate(text)
        #expect(migration.registries == 0)
        #expect(migration.left.count == 1)
        for output in [migration.text, migration.commands, migration.values] {
            #expect(!output.contains("touch x") && !output.contains("s3cret") && !output.contains("\u{1B}"))
        }
    }

    private static let noNames = ["x; touch x", "$(touch x)", "x\\ntouch x", "'; touch x; '"]

    /// Objects as an API server would not take them: a file may have them all the same.
    @Test(arguments: noNames, ["kind", "name", "namespace", "aws", "dpr", "gcr"])
    func `what stands in objects and flags is no command either`(text: String, place: String) throws {
        func value(_ key: String, _ plain: String) -> String { key == place ? "\"\(text)\"" : plain }
        let migration = try migrate(
            """
            apiVersion: v1
            kind: \(value("kind", "Deployment"))
            metadata: { name: \(value("name", "registry-creds")), namespace: \(value("namespace", "kube-system")) }
            spec:
              template:
                spec:
                  containers:
                    - image: upmcenterprises/registry-creds:1.10
                      args:
                        - "--aws-secret-name"
                        - \(value("aws", "a"))
                        - "--dpr-secret-name"
                        - \(value("dpr", "b"))
                        - "--gcr-secret-name"
                        - \(value("gcr", "c"))
                      env:
                        - { name: awsaccount, value: "123456789012" }
                        - { name: awsregion, value: us-east-1 }
                        - { name: AWS_ACCESS_KEY_ID, valueFrom: { secretKeyRef: { name: keys, key: id } } }
                        - { name: AWS_SECRET_ACCESS_KEY, valueFrom: { secretKeyRef: { name: keys, key: key } } }
                        - { name: DOCKER_PRIVATE_REGISTRY_SERVER, value: r.example.com }
                        - { name: DOCKER_PRIVATE_REGISTRY_USER, valueFrom: { secretKeyRef: { name: keys, key: user } } }
                        - { name: DOCKER_PRIVATE_REGISTRY_PASSWORD, valueFrom: { secretKeyRef: { name: keys, key: pw } } }
                        - { name: gcr, valueFrom: { secretKeyRef: { name: keys, key: gcr } } }
            """,
            .upmc
        )
        #expect(migration.registries >= 2)
        for line in (migration.commands + migration.values).split(separator: "\n") where !line.contains("#") {
            #expect(!line.contains("touch x"))
        }
    }

    @Test(arguments: [
        "k8s.example.com/x'; touch x; '", "a\")]}{.x}",
    ])
    func `an annotation that is none is told, and asked of nobody`(annotation: String) throws {
        let migration = try migrate(
            """
            image: { repository: tamcore/imagepullsecret-patcher }
            env:
              CONFIG_DOCKERCONFIGJSON: '{"auths":{"ghcr.io":{"auth":"am9lOnMzY3JldA=="}}}'
              CONFIG_EXCLUDE_ANNOTATION: '\(annotation.split(separator: "'").joined(separator: "''"))'
            """
        )
        #expect(migration.left.count == 1)
        #expect(!migration.commands.contains("touch x") && !migration.commands.contains("{.x}"))
    }

    @Test func `names that are no namespaces become no pattern of a shell`() throws {
        let migration = try migrate(
            """
            awsRegion: eu-west-1
            dockerSecretName: ecr
            targetNamespace: "a,$(touch x)*,b?"
            """
        )
        #expect(!migration.commands.contains("touch x"))
        #expect(migration.left.count == 1)
        let file = ValidationInput(name: "config.yaml", bytes: Array(migration.configuration.utf8))
        #expect(Validator(mode: .cluster, kinds: CredentialKinds.all).validate(file).isGood(isStrict: false))
    }

    @Test(arguments: ["[", "a: &a [*a]", "\u{0}", "a: 1\na: 2\n- b", "s3cret: {"])
    func `what is no YAML is told with its place, and not repeated`(text: String) {
        let error = #expect(throws: MigrationError.self) { try migrate(text, .imps) }
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test(arguments: ["", "{}", "a: 1", "[]", "- 1", "null", "apiVersion: v1\nkind: Pod", "kind: ImagePullSecret"])
    func `what is of no tool is told so, with the tools that there are`(text: String) {
        let error = #expect(throws: MigrationError.self) { try migrate(text) }
        for tool in MigratedTool.allCases { #expect(error?.description.contains(tool.rawValue) == true) }
    }

    @Test("Any tool takes any YAML without an end of its own", arguments: MigratedTool.allCases)
    func anything(tool: MigratedTool) throws {
        let odd = [
            "", "{}", "- 1", "config: { credentials: [1, {}, null] }", "env: [1]",
            "kind: ImagePullSecret\napiVersion: images.x/v1\nmetadata: 1",
            "apiVersion: ops.alexellis.io/v1\nkind: ClusterPullSecret\nspec: []",
            "apiVersion: apps/v1\nkind: Deployment\nspec: { template: { spec: { containers: [{ image: registry-creds, env: [{}], args: [1, null, {}] }] } } }",
            "apiVersion: v1\nkind: List\nitems: [1, { kind: List, items: [] }, null]",
            "aws: 1\nacr: []\ngcr: { credentials: {} }",
            "defaultConfig: { enabled: true, credentials: 1, namespaces: [], namespacesWithPods: x }\ndefaultSecret: { enabled: true }",
        ]
        for text in odd { #expect(try migrate(text, tool).registries == 0, "\(text)") }
    }

    @Test("No Secret is taken over in a namespace that its registry is not for")
    func scope() throws {
        let migration = try migrate(
            Self.manager(name: "hub", namespace: "a") + "\n" + Self.entry(name: "other", namespace: "b")
        )
        let loops = migration.commands.split(separator: "\ndone")
        let hub = loops.filter { $0.contains("metadata: {name: hub,") }
        #expect(hub.count == 1 && hub.allSatisfy { $0.contains("for namespace in a; do") })
        let glob = try migrate("awsRegion: eu-west-1\ndockerSecretName: ecr\ntargetNamespace: 'team-*'")
        #expect(glob.commands.contains("grep -E '^namespace/(team-.*)$'"))
    }

    @Test("Another credential under the same name goes to no namespace of the first one")
    func twins() throws {
        let first = Self.manager(namespace: "a")
        let second = Self.manager(namespace: "b").split(separator: "\n").dropFirst(2).joined(separator: "\n")
        let migration = try migrate(first + "\n" + second.replacing("s3cret", with: "an0ther"))
        #expect(migration.registries == 2)
        #expect(migration.values.contains("names:\n          - a\n    - name: hub-2"))
        #expect(migration.commands.contains("kubectl --namespace b get secret hub "))
    }
}
