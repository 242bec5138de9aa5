import FoundationEssentials
import TestKubelet
import TestSupport
import Testing

/// “Config” of what was recorded, each row with a start.
@Suite struct KubeletStartTests {
    static func folder() throws -> PluginFolder {
        let folder = try PluginFolder()
        for name in ["rec1", "rec2", "tok1"] { try folder.add(name, script: "exit 0") }
        try folder.directory.write("bin/noexec", "")
        return folder
    }

    static let attributes =
        "tokenAttributes: {serviceAccountTokenAudience: a, requireServiceAccount: true, cacheType: Token}"

    struct Row: Sendable, CustomTestStringConvertible {
        let row: String
        let text: String
        /// Where the words end after what the record quotes; nil for a start.
        var words: String?
        var testDescription: String { row }
    }

    static let invalid = "failed to validate credential provider config: "
    static func one(_ more: String = "", name: String = "rec1", images: String = "[fake.lab]", duration: String = "10m")
        -> String
    {
        PluginFolder.configuration(PluginFolder.provider(name, images: images, duration: duration, more: more))
    }

    static let rows: [Row] = [
        Row(row: "as it should be", text: one()),
        Row(
            row: "JSON",
            text:
                #"{"kind":"CredentialProviderConfig","apiVersion":"kubelet.config.k8s.io/v1","providers":[{"name":"rec1","matchImages":["a"],"defaultCacheDuration":"1m","apiVersion":"credentialprovider.kubelet.k8s.io/v1"}]}"#
        ),
        Row(
            row: "providers: []",
            text: "apiVersion: kubelet.config.k8s.io/v1\nkind: CredentialProviderConfig\nproviders: []\n",
            words: invalid + "providers: Required value: at least 1 item in plugins is required"
        ),
        Row(
            row: "unknown key",
            text: one("foo: 1"),
            words: #"strict decoding error: unknown field "providers[0].foo""#
        ),
        Row(
            row: "unknown key at top",
            text: one() + "\nfoo: 1\n",
            words: #"strict decoding error: unknown field "foo""#
        ),
        Row(
            row: "doubled YAML key",
            text: one("args: [a]\nargs: [b]"),
            words: #"strict decoding error: yaml: unmarshal errors:\#n  line 9: key "args" already set in map"#
        ),
        Row(
            row: "doubled JSON key",
            text:
                #"{"kind":"CredentialProviderConfig","apiVersion":"kubelet.config.k8s.io/v1","providers":[],"providers":[]}"#,
            words: #"strict decoding error: duplicate field "providers""#
        ),
        Row(
            row: "same name twice in one file",
            text: PluginFolder.configuration(PluginFolder.provider("rec1"), PluginFolder.provider("rec1")),
            words: #"duplicate provider name "rec1" found in configuration file(s)"#
        ),
        Row(row: "binary missing", text: one(name: "none"), words: "plugin binary executable  did not exist"),
        Row(row: "two YAML documents", text: one() + "\n---\n" + one("foo: 1")),
        Row(
            row: "no defaultCacheDuration",
            text:
                "apiVersion: kubelet.config.k8s.io/v1\nkind: CredentialProviderConfig\nproviders:\n- {name: rec1, matchImages: [a], apiVersion: credentialprovider.kubelet.k8s.io/v1}\n",
            words: "providers.defaultCacheDuration: Required value"
        ),
        Row(
            row: "a number",
            text: one(duration: "600"),
            words:
                "json: cannot unmarshal number into Go struct field CredentialProvider.providers.defaultCacheDuration of type string"
        ),
        Row(row: "no unit", text: one(duration: #""600""#), words: #"time: missing unit in duration "600""#),
        Row(
            row: "negative",
            text: one(duration: "-1m"),
            words: #"providers.defaultCacheDuration: Invalid value: "-1m0s": must be greater than or equal to 0"#
        ),
        Row(
            row: "tokenAttributes without cacheType",
            text: one("tokenAttributes: {serviceAccountTokenAudience: a, requireServiceAccount: true}"),
            words:
                "providers.tokenAttributes.cacheType: Required value: cacheType is required to be set when tokenAttributes is "
                + "specified. Supported values are: ServiceAccount, Token"
        ),
        Row(
            row: "requireServiceAccount false and required keys",
            text: one(
                "tokenAttributes: {serviceAccountTokenAudience: a, requireServiceAccount: false, cacheType: Token, "
                    + "requiredServiceAccountAnnotationKeys: [a.b/c]}"
            ),
            words: "requireServiceAccount cannot be false when requiredServiceAccountAnnotationKeys is set"
        ),
        Row(
            row: "v1beta1 with tokenAttributes",
            text: PluginFolder.configuration(PluginFolder.provider("rec1", more: attributes), version: "v1beta1"),
            words: #"strict decoding error: unknown field "providers[0].tokenAttributes""#
        ),
        Row(
            row: "v1beta1 without",
            text: PluginFolder.configuration(PluginFolder.provider("rec1"), version: "v1beta1")
        ),
        Row(
            row: "tokenAttributes for a plugin of v1beta1",
            text: PluginFolder.configuration(PluginFolder.provider("rec1", version: "v1beta1", more: attributes)),
            words: "providers.tokenAttributes: Forbidden: tokenAttributes is only supported for "
                + "credentialprovider.kubelet.k8s.io/v1 API version"
        ),
        Row(
            row: "matchImages with a port that is none",
            text: one(images: #"["fake.lab:*"]"#),
            words: #"match image is invalid: parse "https://fake.lab:*": invalid port ":*" after host"#
        ),
        Row(row: "matchImages *.", text: one(images: #"["*."]"#)),
        Row(row: "name with /", text: one(name: "a/b"), words: "provider name cannot contain '/'"),
        Row(row: "binary not executable", text: one(name: "noexec"), words: #"noexec": permission denied"#),
        Row(
            row: "several faults",
            text: one(name: #""a b""#, images: "[]"),
            words:
                #"[providers.name: Invalid value: "a b": provider name cannot contain spaces, providers.matchImages: "#
                + "Required value: at least 1 item in matchImages is required]"
        ),
        Row(
            row: "another type",
            text: one(images: "fake.lab"),
            words:
                "json: cannot unmarshal string into Go struct field CredentialProvider.providers.matchImages of type []string"
        ),
        Row(
            row: "no kind",
            text: "apiVersion: kubelet.config.k8s.io/v1\n",
            words: "Object 'Kind' is missing in 'apiVersion: kubelet.config.k8s.io/v1\n'"
        ),
        Row(
            row: "another kind",
            text: "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n",
            words: #"failed to decode "KubeletConfiguration" (wrong Kind)"#
        ),
        Row(
            row: "annotation keys both required and optional",
            text: one(
                "tokenAttributes: {serviceAccountTokenAudience: a, requireServiceAccount: true, cacheType: Token, "
                    + "requiredServiceAccountAnnotationKeys: [a.b/c], optionalServiceAccountAnnotationKeys: [a.b/c]}"
            ),
            words:
                #"providers.tokenAttributes: Invalid value: ["a.b/c"]: annotation keys cannot be both required and optional"#
        ),
    ]

    @Test("A file is taken, or refused in the kubelet's words", arguments: rows)
    func files(_ row: Row) throws {
        let folder = try Self.folder()
        guard let words = row.words else {
            #expect(throws: Never.self) { try folder.start(row.text) }
            return
        }
        let refusal = #expect(throws: KubeletStart.Refusal.self) { try folder.start(row.text) }
        #expect(refusal?.description.hasSuffix(words) == true, "\(refusal?.description ?? "it starts")")
    }

    @Test("A second YAML document is not read")
    func documents() throws {
        let start = try Self.folder().start(Self.one() + "\n---\n" + Self.one(name: "rec2"))
        #expect(start.config.providers.map(\.name) == ["rec1"])
    }

    @Test(
        "Of a directory the .json, .yaml and .yml are read, hidden ones as well, in the order of names; no sub-directory"
    )
    func directory() throws {
        let folder = try Self.folder()
        let path = folder.directory.path("conf")
        try FileManager.default.createDirectory(atPath: "\(path)/50-d.yaml", withIntermediateDirectories: true)
        try folder.directory.write("conf/30-tok.yml", Self.one(Self.attributes, name: "tok1"))
        try folder.directory.write("conf/10-a.yaml", Self.one())
        try folder.directory.write(
            "conf/20-b.json",
            #"{"kind":"CredentialProviderConfig","apiVersion":"kubelet.config.k8s.io/v1","providers":[{"name":"rec2","matchImages":["a"],"defaultCacheDuration":"1m","apiVersion":"credentialprovider.kubelet.k8s.io/v1"}]}"#
        )
        try folder.directory.write("conf/README.txt", "no YAML: [")
        let start = try KubeletStart.check(path, binDir: folder.binDir)
        #expect(start.config.providers.map(\.name) == ["rec1", "rec2", "tok1"])
        try folder.directory.write("conf/.hidden.yaml", Self.one())
        let refusal = #expect(throws: KubeletStart.Refusal.self) { try KubeletStart.check(path, binDir: folder.binDir) }
        #expect(refusal?.description == #"duplicate provider name "rec1" found in configuration file(s)"#)
    }

    @Test("No file, no directory, an empty one: each has its words")
    func nothing() throws {
        let folder = try Self.folder()
        let (none, empty) = (folder.directory.path("none"), folder.directory.path("empty"))
        try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
        let expected = [
            (none, #"unable to access path "\#(none)": stat \#(none): no such file or directory"#),
            (empty, #"no configuration files found in directory "\#(empty)""#),
            ("", "credential provider config path is empty"),
        ]
        for (path, words) in expected {
            let refusal = #expect(throws: KubeletStart.Refusal.self) {
                try KubeletStart.check(path, binDir: folder.binDir)
            }
            #expect(refusal?.description == words)
        }
        let refusal = #expect(throws: KubeletStart.Refusal.self) { try KubeletStart.check(none, binDir: none) }
        #expect(refusal?.description == "plugin binary directory \(none) did not exist")
    }

    @Test("The hash is over the length and the bytes of each file")
    func hash() throws {
        let text = Self.one()
        let start = try Self.folder().start(text)
        // As sha256sum has it of the eight bytes of the length and the file.
        #expect(start.hash.hasPrefix("sha256:") && start.hash.count == 71)
        #expect(try Self.folder().start(text).hash == start.hash)
        #expect(try Self.folder().start(text + "\n").hash != start.hash)
    }

    @Test(
        "Releases differ in what they know, and how strictly they read",
        arguments: [
            (26, one("foo: 1"), nil), (31, one("foo: 1"), nil), (31, one("args: [a]\nargs: [b]"), nil),
            (32, one("foo: 1"), "unknown field"), (31, one(attributes), nil),
            (32, one(attributes), #"unknown field "providers[0].tokenAttributes""#),
            (33, one(attributes), #"unknown field "providers[0].tokenAttributes.cacheType""#),
            (
                33, one("tokenAttributes: {serviceAccountTokenAudience: a, requireServiceAccount: true}"),
                "KubeletServiceAccountTokenForCredentialProviders feature gate is disabled"
            ),
            (34, one(attributes), nil), (36, one(attributes), nil),
            (
                31, PluginFolder.configuration(PluginFolder.provider("rec1"), PluginFolder.provider("rec1")),
                "was registered twice"
            ),
        ] as [(Int, String, String?)]
    )
    func releases(_ minor: Int, _ text: String, _ words: String?) throws {
        let folder = try Self.folder()
        let release = KubeletRelease(minor: minor)
        guard let words else {
            #expect(throws: Never.self) { try folder.start(text, release: release) }
            return
        }
        let refusal = #expect(throws: KubeletStart.Refusal.self) { try folder.start(text, release: release) }
        #expect(refusal?.description.contains(words) == true, "\(refusal?.description ?? "it starts")")
    }

    @Test("A directory is refused before 1.34")
    func oldDirectory() throws {
        let folder = try Self.folder()
        let path = folder.directory.path("conf")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try folder.directory.write("conf/a.yaml", Self.one())
        #expect(throws: KubeletStart.Refusal.self) {
            try KubeletStart.check(path, binDir: folder.binDir, release: KubeletRelease(minor: 33))
        }
        #expect(throws: Never.self) {
            try KubeletStart.check(path, binDir: folder.binDir, release: KubeletRelease(minor: 34))
        }
    }
}
