import Configuration
import Testing

/// `injection.systemNamespaces` and `injection.anonymousSecretName`.
struct SystemNamespaceTests {
    @Test func `kube-system is let in by name, with a warning about its start`() throws {
        let reading = parse(settings("injection: { systemNamespaces: [kube-system] }"))
        #expect(try reading.get().injection.systemNamespaces == ["kube-system"])
        #expect(reading.diagnostics.count == 1)
        let warning = try #require(reading.warnings.first?.description)
        #expect(
            warning.hasPrefix("c.yaml:7: warning: injection.systemNamespaces[0]: kube-system starts before Pullpass")
        )
    }

    @Test(
        "Others are refused, each with its reason",
        arguments: [
            ("kube-node-lease", "no Pods run in it"),
            (
                "kube-public",
                "only kube-system is left out, and Pullpass' own namespace always: for any other the label is enough"
            ),
            ("openshift-ingress", "for any other the label is enough"),
            ("calico-system", "for any other the label is enough"),
            ("pullpass", "Pullpass' own namespace always"),
            ("kube-*", "it is no name of a namespace"),
        ]
    )
    func refused(name: String, reason: String) {
        let reading = parse(settings("injection: { systemNamespaces: [\"\(name)\"] }"))
        #expect(reading.configuration == nil)
        let description = reading.errors.first?.description ?? ""
        #expect(description.hasPrefix("c.yaml:7: injection.systemNamespaces[0]: \"\(name)\" cannot be let in here: "))
        #expect(description.contains(reason), "\(description)")
    }

    @Test func `Nobody is let in unless somebody says so`() throws {
        #expect(try parse(settings("injection: {}")).get().injection.systemNamespaces.isEmpty)
        #expect(parse(settings("injection: { systemNamespaces: kube-system }")).configuration == nil)
    }

    @Test func `The Secret of the anonymous try has a name of its own`() throws {
        #expect(try parse(settings("injection: {}")).get().injection.anonymousSecretName == "pullpass-anonymous")
        let other = parse(settings("injection: { anonymousSecretName: anon }"))
        #expect(try other.get().injection.anonymousSecretName == "anon")
        #expect(
            parse(settings("injection: { anonymousSecretName: A_b }")).errors.map(\.description) == [
                "c.yaml:7: injection.anonymousSecretName: \"A_b\" is no name of a Secret: write lower-case letters, digits, '-' and '.', starting and ending with a letter or digit"
            ]
        )
    }

    @Test(
        "No registry has its name",
        arguments: [
            (
                registry("matchImages: [a.b]\nsecretName: pullpass-anonymous\ncredentials: { gar: {} }"),
                "c.yaml:6: registries[0].secretName: "
            ),
            (
                registry("matchImages: [a.b]\ncredentials: { gar: {} }", name: "anonymous"),
                "c.yaml:4: registries[0].name: "
            ),
            (settings("injection: { anonymousSecretName: pullpass-r }"), "c.yaml:4: registries[0].name: "),
        ]
    )
    func taken(text: String, place: String) {
        let reading = parse(text)
        #expect(reading.errors.count == 1)
        let description = reading.errors.first?.description ?? ""
        #expect(
            description.hasPrefix(place) && description.contains("is the one of the anonymous try"),
            "\(description)"
        )
    }

    @Test func `Standalone, where nobody makes it, a registry has to ask for it`() throws {
        let hub = registry("matchImages: [docker.io]\ncredentials: { gar: {} }")
        #expect(try parse(hub).get().registries[0].anonymousFallback)
        #expect(try !parse(hub, mode: .standalone).get().registries[0].anonymousFallback)
        let asked = registry("matchImages: [docker.io]\nanonymousFallback: true")
        #expect(try parse(asked, mode: .standalone).get().registries[0].anonymousFallback)
    }

    @Test func `A glob that takes in Docker Hub is a warning`() {
        for pattern in ["*.io", "d*.io", "*.*"] {
            let basic = "basic: { username: { env: U }, password: { env: P } }"
            let reading = parse(registry("matchImages: [\"\(pattern)\"]\ncredentials: { \(basic) }"))
            #expect(reading.errors.isEmpty)
            #expect(reading.warnings.count == 1)
            #expect(
                reading.warnings.first?.message.contains(
                    "no longer tries the Secrets that kubectl makes for Docker Hub"
                ) == true
            )
        }
    }
}
