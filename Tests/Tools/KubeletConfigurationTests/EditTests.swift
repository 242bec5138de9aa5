import KubeletConfiguration
import TestSupport
import Testing

/// Our providers in files of others.
struct EditTests {
    private static let ours = provider("pullpass", "fake.lab")

    private static func provider(_ name: String, _ pattern: String) -> CredentialProviderConfig.Provider {
        var provider = CredentialProviderConfig.Provider(
            name: name,
            matchImages: [pattern],
            defaultCacheDuration: "0s"
        )
        provider.args = ["credential-provider", "--config", "/etc/pullpass/config.yaml"]
        return provider
    }

    private func file(_ text: String) -> ConfigFile { ConfigFile(name: "config", bytes: Array(text.utf8)) }

    private func put(_ text: String, _ providers: CredentialProviderConfig.Provider...) throws -> String {
        String(decoding: try ProviderEdit(file(text)).putting(providers), as: UTF8.self)
    }

    private func remove(_ text: String) throws -> String? {
        try ProviderEdit(file(text)).removing().map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("ours goes behind a vendor's, again changes nothing, and out again leaves the bytes", arguments: vendorNames)
    func vendors(name: String) throws {
        let before = try vendorFiles.text(name)
        let theirs = try ProviderEdit(file(before)).providers
        let after = try put(before, Self.ours)
        #expect(try ProviderEdit(file(after)).providers == theirs + [Self.ours])
        #expect(check(after).complaints == [], "\(after)")
        // Nothing of theirs is written anew.
        let tail = before.hasSuffix("\n") ? before.dropLast() : before[...]
        let kept = name.hasSuffix(".json") ? tail.prefix { $0 != "]" } : tail
        #expect(after.hasPrefix(kept), "\(after)")
        #expect(try put(after, Self.ours) == after)
        #expect(try remove(after) == before)
    }

    @Test func `comments stay, and the list's own indentation is taken`() throws {
        let text = try vendorFiles.text("aks.yaml") + "# the end\n"
        #expect(
            try put(text, Self.ours) == text.dropLast("# the end\n".count) + """
                  - name: pullpass
                    apiVersion: credentialprovider.kubelet.k8s.io/v1
                    matchImages:
                      - fake.lab
                    defaultCacheDuration: "0s"
                    args:
                      - credential-provider
                      - "--config"
                      - "/etc/pullpass/config.yaml"
                # the end

                """
        )
    }

    @Test func `JSON is written as the vendor writes it`() throws {
        #expect(
            try put(try vendorFiles.text("eks-al2023.json"), Self.ours).hasSuffix(
                """
                      "apiVersion": "credentialprovider.kubelet.k8s.io/v1"
                    },
                    {
                      "name": "pullpass",
                      "apiVersion": "credentialprovider.kubelet.k8s.io/v1",
                      "matchImages": [
                        "fake.lab"
                      ],
                      "defaultCacheDuration": "0s",
                      "args": [
                        "credential-provider",
                        "--config",
                        "/etc/pullpass/config.yaml"
                      ]
                    }
                  ]
                }

                """
            )
        )
        let line = try put(try vendorFiles.text("one-line.json"), Self.ours)
        #expect(!line.contains("\n"))
    }

    @Test("a changed provider takes its place, and those that are gone go", arguments: ["aks.yaml", "eks-al2023.json"])
    func replaces(name: String) throws {
        let before = try vendorFiles.text(name)
        let theirs = try ProviderEdit(file(before)).providers
        let old = Self.provider("pullpass-old", "old.lab")
        let two = try put(before, Self.ours, old)
        #expect(try put(two, Self.ours, old) == two)
        let changed = Self.provider("pullpass", "changed.lab")
        let after = try put(two, changed)
        #expect(try ProviderEdit(file(after)).providers == theirs + [changed])
        #expect(try remove(after) == before)
    }

    @Test func `a foreign provider behind ours stays there`() throws {
        let text =
            changed() + "- " + ["name: pullpass", good[1], "matchImages: [a.b]", good[3]].joined(separator: "\n  ")
            + "\n\n# last\n- " + ["name: z", good[1], "matchImages: [c.d]", good[3]].joined(separator: "\n  ") + "\n"
        let after = try put(text, Self.ours)
        #expect(try ProviderEdit(file(after)).providers.map(\.name) == ["rec1", "pullpass", "z"])
        #expect(after.contains("\n\n# last\n- name: z\n"))
        let without = try #require(try remove(after))
        #expect(
            without == changed() + "\n# last\n- "
                + ["name: z", good[1], "matchImages: [c.d]", good[3]].joined(separator: "\n  ") + "\n"
        )
    }

    @Test func `where only ours is there nothing is left`() throws {
        let config = CredentialProviderConfig(providers: [Self.ours])
        for text in [config.yaml, config.json] {
            #expect(try remove(text) == nil)
            #expect(try put(text, Self.ours) == text)
            let changed = try put(text, Self.provider("pullpass", "changed.lab"))
            #expect(try ProviderEdit(file(changed)).providers.map(\.matchImages) == [["changed.lab"]])
        }
        #expect(try remove(changed()) == changed())
    }

    @Test(
        "what is laid out in other ways is written anew with the same content",
        arguments: [
            "\(v1)\nproviders: [{name: a, apiVersion: credentialprovider.kubelet.k8s.io/v1, matchImages: [a.b], defaultCacheDuration: 1m}]\n",
            "\(v1)\nproviders:\n- name: a\n  apiVersion: credentialprovider.kubelet.k8s.io/v1\n  matchImages: [\na.b\n]\n  defaultCacheDuration: 1m\n",
            "\(v1)\nproviders:\n-\n  name: a\n  apiVersion: credentialprovider.kubelet.k8s.io/v1\n  matchImages: [a.b]\n  defaultCacheDuration: 1m\n",
            "\(v1)\nproviders:\n- &x\n  name: a\n  apiVersion: credentialprovider.kubelet.k8s.io/v1\n  matchImages: [a.b]\n  defaultCacheDuration: 1m\n",
            "{\"kind\": \"CredentialProviderConfig\", \"apiVersion\": \"kubelet.config.k8s.io/v1\", \"providers\": [\n{\"name\": \"a\", "
                + "\"apiVersion\": \"credentialprovider.kubelet.k8s.io/v1\", \"matchImages\": [\"}{\\\"é\"], \"defaultCacheDuration\": \"1m\"}]}",
        ]
    )
    func otherForms(text: String) throws {
        let theirs = try ProviderEdit(file(text)).providers
        let after = try put(text, Self.ours)
        #expect(try ProviderEdit(file(after)).providers == theirs + [Self.ours], "\(after)")
        #expect(try put(after, Self.ours) == after)
        let without = try #require(try remove(after))
        #expect(try ProviderEdit(file(without)).providers == theirs)
    }

    @Test func `an empty list is filled, and lines of another system stay`() throws {
        for text in ["\(v1)\nproviders: []\n", "\(v1)\nproviders:\n", "\(v1)\n"] {
            #expect(try ProviderEdit(file(try put(text, Self.ours))).providers == [Self.ours])
        }
        let lines = changed().split(separator: "\n").map { $0 + "\r\n" }.joined()
        let after = try put(lines, Self.ours)
        #expect(after.hasPrefix(lines.dropLast(1)))
        #expect(try remove(after) == lines)
    }

    @Test func `a second document stays behind the first`() throws {
        let text = changed() + "---\nkind: Other\n"
        let after = try put(text, Self.ours)
        #expect(after.hasSuffix("config.yaml\"\n---\nkind: Other\n"), "\(after)")
        #expect(try remove(after) == text)
    }

    @Test func `what no kubelet reads is not edited, and tokens need the version that has them`() throws {
        for text in [
            "", "kind: [", "kind: Pod\n", changed() + "  name: b\n", "\(v1)\nproviders: {}\n",
            "\(v1)\nproviders: [a]\n",
        ] {
            #expect(throws: EditError.self, "\(text)") { _ = try put(text, Self.ours) }
        }
        var provider = Self.ours
        provider.tokenAttributes = .init(audience: "a", cacheType: "Token", requiresServiceAccount: true)
        let old = changed(top: "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: CredentialProviderConfig")
        #expect(throws: EditError.self) { _ = try put(old, provider) }
        #expect(check(try put(changed("matchImages: [a.lab]"), provider)).complaints == [])
    }
}
