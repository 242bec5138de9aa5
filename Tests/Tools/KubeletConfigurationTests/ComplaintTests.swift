import KubeletConfiguration
import TestSupport
import Testing

/// Each case of the table "Config" of what a real kubelet did, and its kin.
struct ComplaintTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let line: Int
        let path: String
        let words: String
        var testDescription: String { words }

        init(_ text: String, _ line: Int, _ path: String, _ words: String) {
            self.text = text
            self.line = line
            self.path = path
            self.words = words
        }
    }

    static let recorded: [Case] = [
        // The file.
        Case("", 1, "kind", "Object 'Kind' is missing in"),
        Case("# nothing\n", 1, "kind", "Object 'Kind' is missing in"),
        Case("---\n---\n" + changed(), 1, "kind", "Object 'Kind' is missing in"),
        Case("apiVersion: kubelet.config.k8s.io/v1\nproviders: []\n", 1, "kind", "Object 'Kind' is missing in"),
        Case("kind: CredentialProviderConfig\n", 1, "apiVersion", "Object 'apiVersion' is missing in"),
        Case("- a\n", 1, "", "couldn't get version/kind; json parse error: json: cannot unmarshal array"),
        Case("kind: [\n", 2, "", "yaml: line"),
        Case("{kind: CredentialProviderConfig}", 1, "", "couldn't get version/kind; json parse error"),
        Case(
            changed(top: "apiVersion: kubelet.config.k8s.io/v2\nkind: CredentialProviderConfig"),
            1,
            "apiVersion",
            #"no kind "CredentialProviderConfig" is registered for version "kubelet.config.k8s.io/v2" in scheme"#
        ),
        Case(
            changed(top: "apiVersion: credentialprovider.kubelet.k8s.io/v1\nkind: CredentialProviderConfig"),
            1,
            "apiVersion",
            "no kind \"CredentialProviderConfig\" is registered for version \"credentialprovider.kubelet.k8s.io/v1\" in scheme"
        ),
        Case(
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n",
            2,
            "kind",
            "failed to decode \"KubeletConfiguration\" (wrong Kind)"
        ),
        Case(
            "\(v1)\nproviders: []\n",
            1,
            "providers",
            "providers: Required value: at least 1 item in plugins is required"
        ),
        Case("\(v1)\n", 1, "providers", "providers: Required value: at least 1 item in plugins is required"),
        // Keys.
        Case(changed("foo: 1"), 8, "providers[0].foo", "strict decoding error: unknown field \"providers[0].foo\""),
        Case(changed() + "top: 1\n", 8, "top", "strict decoding error: unknown field \"top\""),
        Case(
            changed("matchimages: [a.b]", without: "matchImages"),
            7,
            "providers[0].matchimages",
            "strict decoding error: unknown field \"providers[0].matchimages\""
        ),
        Case(
            changed() + "  name: rec2\n",
            8,
            "providers[0].name",
            "strict decoding error: yaml: unmarshal errors: line 8: key \"name\" already set in map"
        ),
        // Types.
        Case(
            changed("defaultCacheDuration: 600"),
            7,
            "providers[0].defaultCacheDuration",
            "json: cannot unmarshal number into Go struct field CredentialProvider.providers.defaultCacheDuration of type string"
        ),
        Case(
            changed("args: [--port, 8080]"),
            8,
            "providers[0].args[1]",
            "json: cannot unmarshal number into Go struct field CredentialProvider.providers.args of type string"
        ),
        Case(
            changed("env:\n  - name: A\n    value: true"),
            10,
            "providers[0].env[0].value",
            "json: cannot unmarshal bool into Go struct field ExecEnvVar.providers.env.value of type string"
        ),
        Case(
            changed("matchImages: fake.lab"),
            7,
            "providers[0].matchImages",
            "json: cannot unmarshal string into Go struct field CredentialProvider.providers.matchImages of type []string"
        ),
        Case(
            "\(v1)\nproviders:\n  name: a\n",
            4,
            "providers",
            "json: cannot unmarshal object into Go struct field CredentialProviderConfig.providers of type []v1.CredentialProvider"
        ),
        // Names.
        Case(
            changed("name: a/b"),
            7,
            "providers[0].name",
            "providers.name: Invalid value: \"a/b\": provider name cannot contain '/'"
        ),
        Case(
            changed("name: a b"),
            7,
            "providers[0].name",
            "providers.name: Invalid value: \"a b\": provider name cannot contain spaces"
        ),
        Case(
            changed("name: ."),
            7,
            "providers[0].name",
            "providers.name: Invalid value: \".\": provider name cannot be '.'"
        ),
        Case(
            changed("name: .."),
            7,
            "providers[0].name",
            "providers.name: Invalid value: \"..\": provider name cannot be '..'"
        ),
        Case(changed(without: "name"), 4, "providers[0].name", "error inspecting binary executable"),
        Case(
            changed() + "- " + good.joined(separator: "\n  ") + "\n",
            8,
            "providers[1].name",
            "duplicate provider name \"rec1\" found in configuration file(s)"
        ),
        // The other fields.
        Case(changed(without: "apiVersion"), 4, "providers[0].apiVersion", "providers.apiVersion: Required value"),
        Case(
            changed("apiVersion: kubelet.config.k8s.io/v1"),
            7,
            "providers[0].apiVersion",
            "providers.apiVersion: Unsupported value: \"kubelet.config.k8s.io/v1\": supported values: "
                + "\"credentialprovider.kubelet.k8s.io/v1\", \"credentialprovider.kubelet.k8s.io/v1alpha1\", "
                + "\"credentialprovider.kubelet.k8s.io/v1beta1\""
        ),
        Case(
            changed("matchImages: []"),
            7,
            "providers[0].matchImages",
            "providers.matchImages: Required value: at least 1 item in matchImages is required"
        ),
        Case(
            changed("matchImages: [\"fake.lab:*\"]"),
            7,
            "providers[0].matchImages[0]",
            "providers.matchImages: Invalid value: \"fake.lab:*\": match image is invalid: "
                + "parse \"https://fake.lab:*\": invalid port \":*\" after host"
        ),
        Case(
            changed("matchImages: [a.b, \"a b.lab\"]"),
            7,
            "providers[0].matchImages[1]",
            "providers.matchImages: Invalid value: \"a b.lab\": match image is invalid: "
                + "parse \"https://a b.lab\": invalid character \" \" in host name"
        ),
        Case(
            changed("matchImages: [\"[a-z].lab\"]"),
            7,
            "providers[0].matchImages[0]",
            "providers.matchImages: Invalid value: \"[a-z].lab\": match image is invalid: parse \"https://[a-z].lab\""
        ),
        Case(
            changed(without: "defaultCacheDuration"),
            4,
            "providers[0].defaultCacheDuration",
            "providers.defaultCacheDuration: Required value"
        ),
        Case(
            changed("defaultCacheDuration: -1m"),
            7,
            "providers[0].defaultCacheDuration",
            "providers.defaultCacheDuration: Invalid value: \"-1m0s\": must be greater than or equal to 0"
        ),
        Case(
            changed("defaultCacheDuration: 10d"),
            7,
            "providers[0].defaultCacheDuration",
            "time: unknown unit \"d\" in duration \"10d\""
        ),
        Case(
            changed("defaultCacheDuration: \"600\""),
            7,
            "providers[0].defaultCacheDuration",
            "time: missing unit in duration \"600\""
        ),
        Case(
            changed("defaultCacheDuration: \"\""),
            7,
            "providers[0].defaultCacheDuration",
            "time: invalid duration \"\""
        ),
        Case(
            changed("defaultCacheDuration: 9999999h"),
            7,
            "providers[0].defaultCacheDuration",
            "time: invalid duration \"9999999h\""
        ),
        // tokenAttributes.
        Case(
            changed(token("serviceAccountTokenAudience: a", "requireServiceAccount: true")),
            9,
            "providers[0].tokenAttributes.cacheType",
            "providers.tokenAttributes.cacheType: Required value: cacheType is required to be set when tokenAttributes is specified. "
                + "Supported values are: ServiceAccount, Token"
        ),
        Case(
            changed(token("serviceAccountTokenAudience: a", "requireServiceAccount: true", "cacheType: Pod")),
            11,
            "providers[0].tokenAttributes.cacheType",
            "providers.tokenAttributes.cacheType: Unsupported value: \"Pod\": supported values: \"ServiceAccount\", \"Token\""
        ),
        Case(
            changed(token("requireServiceAccount: true", "cacheType: Token")),
            9,
            "providers[0].tokenAttributes.serviceAccountTokenAudience",
            "providers.tokenAttributes.serviceAccountTokenAudience: Required value"
        ),
        Case(
            changed(token("serviceAccountTokenAudience: a", "cacheType: Token")),
            9,
            "providers[0].tokenAttributes.requireServiceAccount",
            "providers.tokenAttributes.requireServiceAccount: Required value"
        ),
        Case(
            changed(token("serviceAccountTokenAudience: a", "cacheType: Token", "requireServiceAccount: \"true\"")),
            11,
            "providers[0].tokenAttributes.requireServiceAccount",
            "json: cannot unmarshal string into Go struct field "
                + "ServiceAccountTokenAttributes.providers.tokenAttributes.requireServiceAccount of type bool"
        ),
        Case(
            changed(
                token(
                    "serviceAccountTokenAudience: a",
                    "cacheType: Token",
                    "requireServiceAccount: false",
                    "requiredServiceAccountAnnotationKeys: [kt.dev/role]"
                )
            ),
            12,
            "providers[0].tokenAttributes.requiredServiceAccountAnnotationKeys",
            "providers.tokenAttributes.requiredServiceAccountAnnotationKeys: Forbidden: "
                + "requireServiceAccount cannot be false when requiredServiceAccountAnnotationKeys is set"
        ),
        Case(
            changed(
                token(
                    "serviceAccountTokenAudience: a",
                    "cacheType: Token",
                    "requireServiceAccount: true",
                    "requiredServiceAccountAnnotationKeys: [kt.dev/role]",
                    "optionalServiceAccountAnnotationKeys: [kt.dev/role]"
                )
            ),
            9,
            "providers[0].tokenAttributes",
            "providers.tokenAttributes: Invalid value: [\"kt.dev/role\"]: annotation keys cannot be both required and optional"
        ),
        Case(
            changed(
                token(
                    "serviceAccountTokenAudience: a",
                    "cacheType: Token",
                    "requireServiceAccount: true",
                    "optionalServiceAccountAnnotationKeys: [a, a]"
                )
            ),
            12,
            "providers[0].tokenAttributes.optionalServiceAccountAnnotationKeys[1]",
            "providers.tokenAttributes.optionalServiceAccountAnnotationKeys: Duplicate value: \"a\""
        ),
        Case(
            changed(
                token(
                    "serviceAccountTokenAudience: a",
                    "cacheType: Token",
                    "requireServiceAccount: true",
                    "requiredServiceAccountAnnotationKeys: [\"kt.dev/a b\"]"
                )
            ),
            12,
            "providers[0].tokenAttributes.requiredServiceAccountAnnotationKeys[0]",
            "providers.tokenAttributes.requiredServiceAccountAnnotationKeys: Invalid value: \"kt.dev/a b\": name part"
        ),
        Case(
            changed("apiVersion: credentialprovider.kubelet.k8s.io/v1beta1", goodToken),
            9,
            "providers[0].tokenAttributes",
            "providers.tokenAttributes: Forbidden: tokenAttributes is only supported for credentialprovider.kubelet.k8s.io/v1 API version"
        ),
        Case(
            changed(goodToken, top: "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: CredentialProviderConfig"),
            8,
            "providers[0].tokenAttributes",
            "strict decoding error: unknown field \"providers[0].tokenAttributes\""
        ),
    ]

    @Test("what keeps a kubelet from starting is told with its place, its words and a fix", arguments: recorded)
    func refused(_ one: Case) {
        let report = check(one.text)
        #expect(!report.starts)
        #expect(report.errors.map(\.words) == [one.words])
        #expect(report.errors.map(\.line) == [one.line])
        #expect(report.errors.map(\.path) == [one.path])
        for complaint in report.errors {
            #expect(!complaint.meaning.isEmpty && !complaint.fix.isEmpty, "\(complaint)")
            #expect(report.text.contains("the kubelet says: \(one.words)"))
        }
    }

    @Test func `a good file starts every known version, and so do all versions of the API and of the protocol`() {
        for version in knownVersions {
            for api in ["v1", "v1beta1", "v1alpha1"] {
                let top = "apiVersion: kubelet.config.k8s.io/\(api)\nkind: CredentialProviderConfig"
                let text = changed("apiVersion: credentialprovider.kubelet.k8s.io/\(api)", top: top)
                let report = check(text, version.minor)
                #expect(report.complaints == [], "\(version) \(api)")
                #expect(report.config.providers.map(\.name) == ["rec1"])
            }
        }
    }

    @Test("what vendors put on nodes is good for every version", arguments: vendorNames)
    func vendors(name: String) throws {
        for version in knownVersions {
            let file = ConfigFile(name: name, bytes: try vendorFiles.bytes(name))
            let report = ConfigCheck(Kubelet(version)).check([file])
            #expect(report.complaints == [], "\(version): \(report.text)")
        }
    }

    @Test func `a pattern of a star and a dot is taken, as a kubelet takes it`() {
        #expect(check(changed("matchImages: [\"*.\"]")).starts)
    }

    @Test func `JSON is read as JSON, with its own words`() {
        let good =
            #"{"apiVersion":"kubelet.config.k8s.io/v1","kind":"CredentialProviderConfig","providers":[{"name":"a","#
        let rest =
            #""apiVersion":"credentialprovider.kubelet.k8s.io/v1","matchImages":["a.b"],"defaultCacheDuration":"1m"}]}"#
        #expect(check(good + rest).complaints == [])
        let doubled = check(good + #""name":"b","# + rest)
        #expect(doubled.errors.map(\.words) == ["strict decoding error: duplicate field \"providers[0].name\""])
        #expect(check(good + rest + "\n---\n{}").errors.count == 1)
        #expect(check(good + rest + good + rest).errors.count == 1)
    }

    @Test func `a hostile file is told short, and within bounds`() {
        let many = check("\(v1)\nproviders:\n" + String(repeating: "- {}\n", count: 5000))
        #expect(!many.starts && many.complaints.count == 200)
        let long = check(changed("\(String(repeating: "k", count: 5000)): 1", "name: \"\\e[31m/\""))
        #expect(long.text.utf8.allSatisfy { $0 == 0x0A || $0 >= 0x20 })
        #expect(long.text.split(separator: "\n").allSatisfy { $0.utf8.count < 1500 })
        #expect(!check(String(repeating: "[", count: 100_000)).starts)
    }
}
