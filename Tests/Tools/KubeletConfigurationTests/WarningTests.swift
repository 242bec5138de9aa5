import Configuration
import KubeletConfiguration
import TestSupport
import Testing

/// What starts and is hardly meant; and what is as it should be, of which nothing is said.
struct WarningTests {
    @Test(
        "a pattern that is for no image, or for others than it seems",
        arguments: [
            "https://fake.lab", "fake.lab/app:1.2", "fake.lab/team/*", "fake.lab/App", "fake.lab:443",
            "index.docker.io",
            "Fake.lab", "**.fake.lab", "ghcr", "*",
        ]
    )
    func patterns(pattern: String) {
        let report = check(changed("matchImages: [\"\(pattern)\"]"))
        #expect(report.starts)
        #expect(report.warnings.map(\.path) == ["providers[0].matchImages[0]"], "\(report.text)")
    }

    @Test(
        "patterns of which nothing is said",
        arguments: [
            "fake.lab", "*.fake.lab", "fake.lab:5000", "fake.lab/team", "fake.lab/team/", "docker.io", "*.*", "*.io",
            "app*.k8s.io", "localhost:5000", "127.0.0.1:5000",
        ]
    )
    func plain(pattern: String) {
        #expect(check(changed("matchImages: [\"\(pattern)\"]")).complaints == [])
    }

    @Test func `who lists hosts of one, two and three parts means all`() {
        #expect(check(changed("matchImages: [\"*\", \"*.*\", \"*.*.*\"]")).complaints == [])
    }

    @Test(
        "an answer is not kept for longer than the tokens of a cloud live",
        arguments: [
            ("*.dkr.ecr.*.amazonaws.com", "12h", 0), ("*.dkr.ecr.*.amazonaws.com", "24h", 1), ("*.azurecr.io", "3h", 0),
            ("*.azurecr.io", "12h", 1), ("*.pkg.dev", "1h", 0), ("*.pkg.dev", "61m", 1), ("gcr.io", "12h", 1),
            ("harbor.fake.lab", "1000h", 0),
        ]
    )
    func lives(pattern: String, duration: String, count: Int) {
        let report = check(changed("matchImages: [\"\(pattern)\"]", "defaultCacheDuration: \(duration)"))
        #expect(report.starts && report.warnings.count == count, "\(report.text)")
    }

    @Test func `two providers for one image are told with their order, which was that of names before 1.33`() {
        func both(_ first: String, _ second: String) -> String {
            changed("name: zeta", "matchImages: [\"\(first)\"]") + "- "
                + ["name: alpha", good[1], "matchImages: [\"\(second)\"]", good[3]].joined(separator: "\n  ") + "\n"
        }
        let text = both("*.lab", "fake.lab")
        #expect(check(text, 36).warnings.map { $0.meaning.hasSuffix("what zeta answers is tried first") } == [true])
        #expect(check(text, 32).warnings.map { $0.meaning.contains("what alpha answers is tried first") } == [true])
        // The longer path goes first whatever the order is.
        for (first, second) in [
            ("fake.lab", "fake.lab/team"), ("fake.lab", "other.lab"), ("*.lab", "a.fake.lab"),
            ("fake.lab", "fake.lab:5000"),
            ("a*.lab", "b*.lab"), ("fake.lab/a", "fake.lab/b"),
        ] {
            #expect(check(both(first, second)).complaints == [], "\(first) \(second)")
        }
    }

    private static let own = "args: [credential-provider, --config, /etc/pullpass/config.yaml]"

    private func checkOwn(
        _ patterns: String,
        _ configuration: OwnConfiguration,
        args: String = own,
        token: String = "env: []"
    ) -> ConfigReport {
        let text = changed("name: pullpass", "matchImages: [\(patterns)]", args, token)
        return ConfigCheck(Kubelet(KubeletVersion(minor: 36))) { path in
            #expect(path == "/etc/pullpass/config.yaml")
            return configuration
        }.check([ConfigFile(name: "config.yaml", bytes: Array(text.utf8))])
    }

    @Test func `Pullpass as a plugin is told its command and its configuration`() {
        #expect(check(changed("name: pullpass")).warnings.map(\.path) == ["providers[0].args"])
        #expect(check(changed("name: other", "args: [credential-provider]")).warnings.count == 1)
        #expect(check(changed("name: other", Self.own)).complaints == [])
    }

    @Test func `our provider is held against its configuration`() throws {
        let configuration = OwnConfiguration.read(
            Configuration(registries: [try registry("one", "fake.lab"), try registry("two", "*.lab/team")])
        )
        #expect(checkOwn("fake.lab", configuration).complaints == [])
        let never = checkOwn("fake.lab, ghcr.io", configuration)
        #expect(never.warnings.map(\.path) == ["providers[0].matchImages[1]"])
        let missed = checkOwn("fake.lab/other", configuration)
        #expect(missed.warnings.map(\.meaning) == ["the registry two of its configuration is never asked for"])
        let narrowed = Self.own.replacing("]", with: ", --registry, one, --registry=gone]")
        #expect(
            checkOwn("fake.lab", configuration, args: narrowed).warnings.map(\.meaning)
                == ["its configuration has no registry gone", "no provider names two of /etc/pullpass/config.yaml"]
        )
        #expect(checkOwn("fake.lab", .unusable("there is none")).warnings.count == 1)
        #expect(checkOwn("fake.lab", .unknown).complaints == [])
    }

    @Test func `a pattern of ours that the kubelet lacks is told, and one without patterns may be for all`() throws {
        let one = try registry("one", "fake.lab", "*.lab/team")
        let report = checkOwn("fake.lab/app", .read(Configuration(registries: [one])))
        #expect(
            report.warnings.map(\.meaning) == [
                "some images of the registry one of its configuration are never asked for"
            ]
        )
        #expect(report.warnings.map(\.fix) == ["add *.lab/team"])
        let open = try registry("open")
        #expect(checkOwn("ghcr.io", .read(Configuration(registries: [open]))).complaints == [])
    }

    @Test func `registries that two providers name between them are all there are`() throws {
        let configuration = OwnConfiguration.read(
            Configuration(registries: [try registry("one", "fake.lab"), try registry("two", "fake.lab/x")])
        )
        func check(_ second: String) -> [String] {
            let providers = [("a", "one"), ("b", second)].map { name, registry in
                "- {name: \(name), apiVersion: credentialprovider.kubelet.k8s.io/v1, matchImages: [fake.lab/x], defaultCacheDuration: 0s, "
                    + "args: [credential-provider, --config, /c.yaml\(registry.isEmpty ? "" : ", --registry, \(registry)")]}"
            }
            let text = "\(v1)\nproviders:\n" + providers.joined(separator: "\n") + "\n"
            return ConfigCheck(Kubelet(KubeletVersion(minor: 36))) { _ in configuration }
                .check([ConfigFile(name: "config.yaml", bytes: Array(text.utf8))])
                .warnings.map(\.meaning).filter { $0.hasPrefix("no provider names") }
        }
        #expect(check("one") == ["no provider names two of /c.yaml"])
        #expect(check("two") == [])
        #expect(check("") == [])
    }

    @Test func `tokenAttributes are held against the identities of the configuration`() throws {
        let role = PodIdentity.Annotation(.role, key: "kt.dev/role", isRequired: true)
        let identity = PodIdentity(audience: "kt-aud", annotations: [role])
        let pods = OwnConfiguration.read(
            Configuration(registries: [try registry("one", "fake.lab", identity: identity)])
        )
        func attributes(_ more: String..., audience: String = "kt-aud", cacheType: String = "ServiceAccount") -> String
        {
            let lines = [
                "serviceAccountTokenAudience: \(audience)", "requireServiceAccount: true", "cacheType: \(cacheType)",
            ]
            return "tokenAttributes:\n    " + (lines + more).joined(separator: "\n    ")
        }
        let keys = "requiredServiceAccountAnnotationKeys: [kt.dev/role]"
        #expect(checkOwn("fake.lab", pods, token: attributes(keys)).complaints == [])
        #expect(checkOwn("fake.lab", pods).warnings.map(\.path) == ["providers[0].args"])
        #expect(
            checkOwn("fake.lab", pods, token: attributes()).warnings.map(\.meaning)
                == ["the kubelet does not send kt.dev/role, which the registry one reads"]
        )
        #expect(
            checkOwn("fake.lab", pods, token: attributes(keys, audience: "other")).warnings.map(\.path)
                == ["providers[0].tokenAttributes.serviceAccountTokenAudience"]
        )
        let alone = PodIdentity(audience: "kt-aud", cacheType: .token)
        let one = OwnConfiguration.read(Configuration(registries: [try registry("one", "fake.lab", identity: alone)]))
        #expect(
            checkOwn("fake.lab", one, token: attributes()).warnings.map(\.path)
                == ["providers[0].tokenAttributes.cacheType"]
        )
        #expect(checkOwn("fake.lab", one, token: attributes(cacheType: "Token")).complaints == [])
        let node = OwnConfiguration.read(Configuration(registries: [try registry("one", "fake.lab")]))
        #expect(checkOwn("fake.lab", node, token: attributes()).complaints == [])
        #expect(checkOwn("fake.lab", node, token: attributes(keys)).warnings.count == 1)
    }

    @Test func `warnings count where they are asked to, and the report says so`() {
        let report = check(changed("matchImages: [\"fake.lab:443\"]"))
        #expect(report.isGood(isStrict: false) && !report.isGood(isStrict: true))
        #expect(report.text.contains("config.yaml: a kubelet of 1.36 starts with rec1, 1 warning\n"), "\(report.text)")
        #expect(report.json(isStrict: true).contains("\"good\": false"))
        #expect(report.json(isStrict: true).contains("\"starts\": true"))
    }
}

extension String {
    fileprivate func replacing(_ end: String, with other: String) -> String {
        hasSuffix(end) ? String(dropLast(end.count)) + other : self
    }
}
