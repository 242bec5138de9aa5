import FoundationEssentials
import KubeletConfiguration
import TestKubelet
import TestSupport
import Testing

/// The reader held against the tests' stand-in for the kubelet, which was written apart from it.
struct OracleTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: folder.path("bin"), withIntermediateDirectories: true)
        for name in ["rec1", "rec2", "zeta"] {
            try folder.writeProgram("bin/\(name)", "#!/bin/sh\n")
        }
    }

    /// What the stand-in says where it does not start.
    private func refusal(_ path: String, _ minor: Int) -> String? {
        do {
            _ = try KubeletStart.check(path, binDir: folder.path("bin"), release: KubeletRelease(minor: minor))
            return nil
        } catch {
            return spaced(error.description)
        }
    }

    /// With single blanks: the kubelet's words have line ends in them.
    private func spaced(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    static let texts =
        ComplaintTests.recorded.map(\.text)
        + [
            changed(), changed(goodToken), changed("args: null", "env: null"), changed("matchImages: [\"*.\"]"),
            changed() + "---\nkind: [\n", "# c\n---\n" + changed(), changed("name: null"), changed("env: [{}]"),
            changed("defaultCacheDuration: 0"), changed("defaultCacheDuration: \"0\""),
            changed("defaultCacheDuration: 1h30m"),
            changed("defaultCacheDuration: 1.5h"), changed("defaultCacheDuration: +1m"),
            changed("defaultCacheDuration: .5s"),
            changed("defaultCacheDuration: 1h 30m"), changed("defaultCacheDuration: -0s"),
            changed("defaultCacheDuration: 1_0s"),
            changed("matchImages: [\"\"]"), changed("matchImages: [null]"), changed("matchImages: [\"a@b.lab\"]"),
            changed("matchImages: [\"a:b@c.lab\"]"), changed("matchImages: [\"%zz.lab\"]"),
            changed("matchImages: [\"[::1]:5000\"]"),
            changed("matchImages: [\"a.lab:5000:6\"]"), changed("matchImages: [\"a.lab:\"]"),
            changed("matchImages: [\"https://a.lab\"]"),
            changed("matchImages: [\"a\\\\b.lab\"]"), changed("matchImages: [\"a.lab/%\"]"),
            changed("name: yes"), changed("name: 1"), changed("name: \"1\"", "kind: x"),
            "\(v1)\nproviders: [null]\n", "\(v1)\nproviders: [a]\n", "\(v1)\nproviders: {}\n",
            "\(v1)\nproviders: \"\"\n",
            "\(v1)\nmetadata: {name: x}\n", "null\n", "[]\n", "text\n", "{}", "{\"kind\":\"CredentialProviderConfig\"}",
            "kind: 1\napiVersion: a\n", "kind: Pod\napiVersion: v1\n",
            "kind: CredentialProviderConfig\napiVersion: v1\n",
            "kind: CredentialProviderConfig\napiVersion: a/b/c\n",
            "kind: Credentialproviderconfig\napiVersion: kubelet.config.k8s.io/v1\n",
            changed(token("serviceAccountTokenAudience: a")), changed("tokenAttributes: {}"),
            changed("tokenAttributes: null"),
            changed("tokenAttributes: []"), changed("tokenAttributes: x"),
            changed(
                token(
                    "serviceAccountTokenAudience: a",
                    "cacheType: Token",
                    "requireServiceAccount: true",
                    "requiredServiceAccountAnnotationKeys: [a/b/c, /x, x/, \"\", A.b/C, \"\(String(repeating: "a", count: 64))\"]"
                )
            ),
            changed(goodToken, top: "apiVersion: kubelet.config.k8s.io/v1alpha1\nkind: CredentialProviderConfig"),
        ]

    @Test("whether it starts, and with which words it does not, as the stand-in says", arguments: 26...36)
    func agrees(minor: Int) throws {
        for text in Self.texts {
            let path = try folder.write("config.yaml", text)
            let check = ConfigCheck(Kubelet(KubeletVersion(minor: minor)), folder: folder.path("bin"))
            let report = check.check([path])
            let refusal = refusal(path, minor)
            #expect(report.starts == (refusal == nil), "\(minor): \(text)\n\(refusal ?? "it starts")\n\(report.text)")
            // The stand-in has the words of 1.32 for it.
            guard let refusal, minor != 33 || !refusal.contains("was registered twice") else { continue }
            let isNamed = report.errors.contains { complaint in
                complaint.words.map { refusal.contains(spaced($0)) } ?? false
            }
            #expect(isNamed, "\(minor): \(text)\n\(refusal)\n\(report.text)")
        }
    }

    /// What may stand at each key; nil for nothing.
    private static let choices: [[String?]] = [
        ["name: rec1", "name: rec2", "name: a/b", "name: gone", nil, "name: 1", "name: null", "Name: rec1"],
        [
            "apiVersion: credentialprovider.kubelet.k8s.io/v1", "apiVersion: credentialprovider.kubelet.k8s.io/v1beta1",
            "apiVersion: v1", nil, "apiVersion: [a]",
        ],
        [
            "matchImages: [fake.lab]", "matchImages: [\"*.lab\", \"a:*\"]", "matchImages: []", "matchImages: a", nil,
            "matchImages:\n  - a\n  - 1",
        ],
        [
            "defaultCacheDuration: 10m", "defaultCacheDuration: -1h", "defaultCacheDuration: 5",
            "defaultCacheDuration: 1d", nil,
            "defaultCacheDuration: ''",
        ],
        [
            nil, nil, "args: [a, b]", "args: [1]", "args: a", "env: [{name: A, value: b}]",
            "env: [{name: A, value: 1}]", "foo: {}",
        ],
        [
            nil, nil, goodToken, token("serviceAccountTokenAudience: a", "requireServiceAccount: true"),
            "tokenAttributes: {}",
            token("serviceAccountTokenAudience: a", "requireServiceAccount: 1", "cacheType: Token"),
            token(
                "serviceAccountTokenAudience: a",
                "requireServiceAccount: false",
                "cacheType: X",
                "optionalServiceAccountAnnotationKeys: [a, A/b/c]"
            ),
        ],
    ]
    private static let tops = [
        v1, v1, v1, "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: CredentialProviderConfig",
        "apiVersion: kubelet.config.k8s.io/v1\nkind: KubeletConfiguration", "kind: CredentialProviderConfig",
    ]

    @Test("files put together by chance are taken and refused as by the stand-in", .seeded)
    func chance() throws {
        var generator = TestSeed.generator()
        for _ in 0..<300 {
            var text = Self.tops.randomElement(using: &generator) ?? v1
            text += "\nproviders:\n"
            for _ in 0..<Int.random(in: 0...2, using: &generator) {
                let lines = Self.choices.compactMap { choice -> String? in
                    // Mostly as it should be, so that one fault does not hide the others.
                    Int.random(in: 0..<3, using: &generator) > 0
                        ? choice[0] : choice.randomElement(using: &generator) ?? nil
                }
                text += lines.isEmpty ? "- {}\n" : "- " + lines.joined(separator: "\n  ") + "\n"
            }
            let minor = Int.random(in: 26...36, using: &generator)
            let path = try folder.write("config.yaml", text)
            let report = ConfigCheck(Kubelet(KubeletVersion(minor: minor)), folder: folder.path("bin")).check([path])
            let refusal = refusal(path, minor)
            #expect(report.starts == (refusal == nil), "\(minor): \(text)\n\(refusal ?? "it starts")\n\(report.text)")
        }
    }

    @Test func `directories and the hash of their files, as the stand-in says`() throws {
        try FileManager.default.createDirectory(atPath: folder.path("conf/sub.yaml"), withIntermediateDirectories: true)
        try folder.write("conf/20-b.json", changed("name: rec2", "matchImages: [b.lab]"))
        try folder.write("conf/10-a.yaml", changed() + "---\nsecond: one\n")
        try folder.write("conf/.hidden.yml", changed("name: zeta", "matchImages: [z.lab]"))
        try folder.write("conf/notes.txt", "none")
        let started = try KubeletStart.check(folder.path("conf"), binDir: folder.path("bin"))
        let report = ConfigCheck(Kubelet(KubeletVersion(minor: 36)), folder: folder.path("bin")).check([
            folder.path("conf")
        ])
        #expect(report.starts)
        #expect(report.hash == started.hash)
        #expect(report.config.providers.map(\.name) == started.config.providers.map(\.name))
    }
}
