import Configuration
import Providers
import TestSupport
import Testing
import YAML

@testable import Validation

/// What `pullpass validate` makes of a text, whatever it is.
struct ValidationTests {
    // MARK: Configurations

    @Test func `every mistake has its line, its place and what to write`() {
        let report = validate(file("https://ghcr.io/acme/", more: "keeper: { burst: 0, removAfter: 1h }"))
        #expect(!report.isGood(isStrict: false))
        #expect(report.errors.map(\.line) == [5, 7, 7])
        #expect(report.errors.map(\.keyPath).contains("registries[0].matchImages[0]"))
        #expect(report.errors.map(\.keyPath).contains("keeper.removAfter"))
        #expect(report.text(of: [input("")]).contains("c.yaml:5: registries[0].matchImages[0]: "))
        #expect(report.text(of: [input("")]).hasSuffix("c.yaml: cannot be used, 3 errors\n"))
    }

    @Test func `warnings are good, but not with strict`() {
        let report = validate(file(more: "server: { idleTimeout: 30s }"))
        #expect(report.warnings.count == 1)
        #expect(report.isGood(isStrict: false))
        #expect(!report.isGood(isStrict: true))
        #expect(report.text(of: [input("")]).contains("c.yaml: good, 1 registry, 1 warning"))
    }

    @Test func `what a file names is told, and nothing of it is looked at`() {
        let text = """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - name: a
                matchImages: [registry.example.com]
                credentials: { basic: { username: { file: /nowhere/name }, password: { secretKeyRef: { name: s, key: k } } } }
              - name: b
                matchImages: [r.example.com]
                credentials: { exec: { command: no-such-plugin, env: [{ name: A, env: B }] } }
              - name: c
                matchImages: ["123456789012.dkr.ecr.eu-west-1.amazonaws.com"]
                credentials: { ecr: { serviceAccount: { name: puller }, roleARN: "arn:aws:iam::123456789012:role/r" } }
            server: { tls: { certFile: /nowhere/tls.crt, keyFile: /nowhere/tls.key } }
            """
        let report = validate(text)
        #expect(report.errors == [])
        let found = report.references.map { "\($0.kind.rawValue) \($0.name)" }
        let wanted: Set = [
            "file /nowhere/name", "secret s", "program no-such-plugin", "variable B", "serviceAccount puller",
            "file /nowhere/tls.crt", "file /nowhere/tls.key",
        ]
        #expect(Set(found) == wanted)
        #expect(report.references.contains { $0.path == "registries[0].credentials.basic.username.file" })
        #expect(report.text(of: [input("")]).contains("Not looked at: file /nowhere/name, /nowhere/tls.crt, "))
    }

    @Test func `a credential that stands in the file is in no report`() {
        let secret = "hunter2"
        for text in [
            file(more: "x: \(secret)").replacing("value: u", with: "value: \(secret)"),
            file().replacing("{ value: u }", with: secret),
            file().replacing("{ value: u }", with: "{ value: { \(secret): 1 } }"),
            file().replacing("username:", with: "\(secret):"),
        ] {
            let report = validate(text)
            let inputs = [input("")]
            let words = report.text(of: inputs) + report.json(of: inputs, isStrict: false)
            let isKey = text.contains("x: \(secret)")
            #expect(!words.contains(secret) || isKey && !words.contains("value: \(secret)"), "\(words)")
        }
    }

    @Test func `the report for programs says the same`() throws {
        let text = validate(file("https://ghcr.io/acme/")).json(of: [input("")], isStrict: false)
        let report = try #require(try YAMLNode.parse(json: Array(text.utf8)).first)
        #expect(report["good"]?.bool == false)
        #expect(report["form"]?.string == "configuration")
        #expect(report["errors"]?.int == 1)
        let problem = try #require(report["problems"]?.sequence?.first)
        #expect(problem["severity"]?.string == "error")
        #expect(problem["line"]?.int == 5)
        #expect(problem["path"]?.string == "registries[0].matchImages[0]")
        #expect(problem["file"]?.string == "c.yaml")
        #expect(problem["message"]?.string?.contains("never matches") == true)
    }

    @Test func `standalone, a registry needs no credential, and labels cannot be asked`() {
        let bare =
            "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries: [{ name: a, matchImages: [docker.io] }]"
        #expect(validate(bare).errors.count == 1)
        #expect(validate(bare, mode: .standalone).errors == [])
    }

    // MARK: Nodes

    /// A configuration for a node, whose second registry is asked with each Pod's token.
    private static let node = """
        apiVersion: pullpass.dev/v1alpha1
        kind: Configuration
        registries:
          - name: a
            matchImages: ["*.azurecr.io"]
            credentials: { acr: {} }
          - name: b
            matchImages: ["*.dkr.ecr.*.amazonaws.com"]
            credentials: { ecr: { fromPod: { roleAnnotation: a.test/role, cacheType: Token } } }
          - name: c
            matchImages: [europe-docker.pkg.dev]
            credentials: { gar: { fromPod: {}, workloadIdentity: { project: p, location: l, cluster: c } } }
        """

    @Test func `for a node, a report says whose tokens a registry needs`() throws {
        let report = validate(Self.node, mode: .node)
        #expect(report.diagnostics == [])
        #expect(
            report.text(of: [input("")]) == """
                c.yaml: good, 3 registries
                b: for Pods whose ServiceAccount has a.test/role, by their own tokens for audience sts.amazonaws.com (tokenAttributes: pullpass render credential-provider-config).
                c: for every Pod, by their own tokens for audience p.svc.id.goog (tokenAttributes: pullpass render credential-provider-config).

                """
        )
        let json = report.json(of: [input("")], isStrict: true)
        let pods = try #require(try YAMLNode.parse(json: Array(json.utf8)).first?["podIdentities"]?.sequence)
        #expect(pods.map { $0["registry"]?.string } == ["b", "c"])
        #expect(pods[0]["serviceAccountTokenAudience"]?.string == "sts.amazonaws.com")
        #expect(pods[0]["cacheType"]?.string == "Token")
        #expect(pods[0]["requiredServiceAccountAnnotationKeys"]?.sequence?.map(\.string) == ["a.test/role"])
        #expect(pods[0]["optionalServiceAccountAnnotationKeys"]?.sequence?.count == 0)
        #expect(
            pods[1]["optionalServiceAccountAnnotationKeys"]?.sequence?.map(\.string)
                == ["iam.gke.io/gcp-service-account"]
        )
    }

    @Test func `for a cluster, the same file is wrong where it is for a node`() {
        let report = validate(Self.node)
        #expect(report.errors.map(\.keyPath).contains("registries[1].credentials.ecr.fromPod"))
        #expect(report.errors.map(\.keyPath).contains("registries[0].matchImages[0]"))
        #expect(report.json(of: [input("")], isStrict: false).contains(#""podIdentities": []"#))
    }

    @Test func `for a node, nobody makes rules of it`() {
        let text = file("[::1]", more: "injection: { engine: policy }")
        #expect(validate(text, mode: .node).errors == [])
    }

    @Test func `rules that CEL cannot say are refused as serve refuses them, each in a line`() {
        let report = validate(file("[::1]", more: "injection: { engine: policy }"))
        #expect(report.errors.count == 2, "\(report.diagnostics)")
        #expect(report.errors.allSatisfy { $0.keyPath == "injection" })
        #expect(report.errors.contains { $0.message.contains("matchImages \"[::1]\"") })
    }

    // MARK: Texts of all sorts

    @Test(
        arguments: [
            ("", "the file is empty"), ("# nothing\n", "the file is empty"), ("---\n---\n", "the file is empty"),
            ("null", "the file is empty"), ("just text", "must be a mapping"), ("[1, 2]", "must be a mapping"),
            ("a: 1\n---\nb: 2\n", "a second document"), ("a: [", "column"), ("\tapiVersion: v1", "column"),
            (file() + "log: {}\nlog: {}\n", "a key that stands on line 7 already"),
            (file().replacing("docker.io", with: "\u{0}"), "NUL"),
            ("a: &a [*a]", ""), ("kind: Pod\napiVersion: v1\n", "is not what this version reads"),
        ]
    )
    func `what is no configuration is told, and nothing ends early`(text: String, words: String) {
        let report = validate(text)
        #expect(report.errors.contains { $0.message.contains(words) }, "\(report.diagnostics)")
    }

    @Test func `a byte order mark and line ends of Windows change nothing`() {
        let windows = "\u{FEFF}" + file(more: "keeper: { burst: 0 }").replacing("\n", with: "\r\n")
        #expect(validate(windows).errors.map(\.line) == [7])
        #expect(validate("\u{FEFF}" + file()).errors == [])
    }

    @Test(arguments: [[0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]])
    func `another encoding is named`(mark: [UInt8]) {
        let isLittle = mark == [0xFF, 0xFE]
        let units = file().utf16.flatMap {
            isLittle ? [UInt8($0 & 0xFF), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 0xFF)]
        }
        let input = ValidationInput(name: "c.yaml", bytes: mark + units)
        let report = Validator(kinds: CredentialKinds.all).validate(input)
        #expect(report.errors.contains { $0.message.contains("UTF-16; save it as UTF-8") }, "\(report.diagnostics)")
    }

    @Test func `anchors and merge keys are read, JSON too`() {
        let anchored = """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - &first
                name: a
                matchImages: [docker.io]
                credentials: { basic: { username: { value: u }, password: { env: P } } }
              - { <<: *first, name: b, matchImages: [quay.io] }
            """
        #expect(validate(anchored).errors == [])
        #expect(validate(anchored).registries == 2)
        #expect(validate(SchemaText.json).errors == [])
    }

    @Test func `each of twenty thousand mistakes is told`() {
        let entries = repeatElement("1", count: 20_000).joined(separator: ",\n")
        let report = validate("apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries: [\(entries)]\n")
        #expect(report.errors.count == 20_000)
    }

    // MARK: Objects of the cluster

    @Test(
        arguments: [
            ("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata:\n  config.yaml: |\n", "data"),
            ("apiVersion: v1\nkind: Secret\nmetadata: { name: c }\nstringData:\n  config.yaml: |\n", "stringData"),
            (
                "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata:\n  other: '1'\n  pullpass.yaml: |\n",
                "data"
            ),
        ]
    )
    func `an object that holds the file is read, with the lines of the file`(head: String, part: String) {
        func holding(_ text: String) -> String {
            head + text.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n") + "\n"
        }
        #expect(validate(holding(file())).errors == [])
        let report = validate(holding(file("https://ghcr.io/acme/")))
        #expect(report.errors.map(\.line) == [5])
        #expect(report.errors.first?.file.contains(" c, ") == true)
        let listed =
            "apiVersion: v1\nkind: List\nitems:\n  - "
            + holding(file("https://ghcr.io/acme/")).replacing("\n", with: "\n    ")
        #expect(validate(listed).errors.map(\.line) == [5])
    }

    @Test func `a Secret's data are in base64`() {
        let text = file("https://ghcr.io/acme/")
        let coded = Base64Text.encode(text)
        let report = validate("apiVersion: v1\nkind: Secret\nmetadata: { name: c }\ndata: { config.yaml: \(coded) }\n")
        #expect(report.errors.map(\.line) == [5])
    }

    @Test func `an object without a configuration, or with two, is told what to give`() {
        let none = validate("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { a: b }\n")
        #expect(none.errors.first?.message.contains("holds no configuration, only a") == true)
        let text = file().split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        let two = validate(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata:\n  a: |\n\(text)\n  b: |\n\(text)\n"
        )
        #expect(two.errors.first?.message.contains("holds several configurations") == true)
    }
}
