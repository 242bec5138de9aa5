import Configuration
import Testing

/// `retired`, and what is read of a file that cannot be used.
struct RetiredTests {
    @Test func `A registry that was has the Secret's name that it had`() throws {
        let configuration = try parse(settings("retired:\n  - name: quay\n  - { name: old, secretName: acme-pull }"))
            .get()
        #expect(configuration.retired.map(\.name) == ["quay", "old"])
        #expect(configuration.retired.map(\.secretName) == ["pullpass-quay", "acme-pull"])
        #expect(try parse(settings("")).get().retired.isEmpty)
        #expect(try parse(settings("retired: []")).get().retired.isEmpty)
    }

    @Test func `A former Secret name of a registry that is configured may be retired`() throws {
        let reading = parse(settings("retired: [{ name: r, secretName: former }]"))
        #expect(try reading.get().retired == [RetiredRegistry(name: "r", secretName: "former")])
        let renamed = registry("matchImages: [a.b]\nsecretName: new\ncredentials: { gar: {} }")
        let both = parse(renamed + "retired: [{ name: r, secretName: pullpass-r }]\n")
        #expect(try both.get().retired.map(\.secretName) == ["pullpass-r"])
    }

    @Test(
        "Mistakes are errors, each with its line",
        arguments: [
            (
                "retired: [{ name: r }]",
                "c.yaml:7: retired[0]: Secret \"pullpass-r\" belongs to registry r, which is configured"
            ),
            (
                "retired: [{ name: q, secretName: pullpass-r }]",
                "c.yaml:7: retired[0]: Secret \"pullpass-r\" belongs to registry r"
            ),
            (
                "retired: [{ name: q, secretName: pullpass-anonymous }]",
                "c.yaml:7: retired[0]: Secret \"pullpass-anonymous\" is the one of the anonymous try"
            ),
            ("retired:\n  - name: q\n  - name: q", "c.yaml:9: retired[1]: Secret \"pullpass-q\" is on line 8 already"),
            ("retired: [{}]", "c.yaml:7: retired[0].name: is missing: write the name that the registry had"),
            (
                "retired: [q]",
                "c.yaml:7: retired[0]: must be a mapping with name, secretName or namespaces, not a string"
            ),
            ("retired: q", "c.yaml:7: retired: must be a list"),
            ("retired: [{ name: Q }]", "c.yaml:7: retired[0].name: \"Q\" is no name"),
            (
                "retired: [{ name: q, secretName: A_b }]",
                "c.yaml:7: retired[0].secretName: \"A_b\" is no name of a Secret"
            ),
            ("retired: [{ name: q, secret: b }]", "c.yaml:7: retired[0].secret: unknown key: did you mean secretName?"),
            ("retiered: []", "c.yaml:7: retiered: unknown key: did you mean retired?"),
        ]
    )
    func mistakes(lines: String, message: String) {
        let reading = parse(settings(lines))
        #expect(reading.configuration == nil)
        #expect(reading.errors.first?.description.hasPrefix(message) == true, "\(reading.errors)")
    }

    @Test func `A registry that is configured under another Secret name is retired with a name only`() {
        let renamed = registry("matchImages: [a.b]\nsecretName: new\ncredentials: { gar: {} }")
        let reading = parse(renamed + "retired: [{ name: r }]\n")
        #expect(reading.errors.first?.description.contains("write the former secretName") == true, "\(reading.errors)")
    }

    @Test func `More entries than anybody has are refused`() {
        let many = (0...256).map { "{ name: q\($0) }" }.joined(separator: ", ")
        #expect(parse(settings("retired: [\(many)]")).errors.first?.description.contains("more than 256") == true)
    }

    @Test func `On a node it means nothing`() throws {
        let reading = parse(settings("retired: [{ name: q }]"), mode: .node)
        #expect(reading.configuration != nil, "\(reading.errors)")
    }

    // MARK: Salvage

    @Test func `Of a file with mistakes all names are salvaged`() {
        let text = """
            apiVersion: pullpass.dev/v0
            kind: Configuration
            registries:
              - name: hub
                matchImages: ["https://docker.io"]
              - name: quay
                secretName: acme-pull
                credentials: { nothing: {} }
              - name: Not A Name
              - secretName: no-name
            retired: [{ name: old }]
            keeper: { leaderElection: { leaseName: edge }, removeAfter: soon }
            injection: { engine: policy, policy: { name: p, ownerRole: o }, anonymousSecretName: anon }
            unknown: 1
            """
        #expect(parse(text).configuration == nil)
        let salvaged = Configuration.salvaged(Array(text.utf8))
        #expect(salvaged.registries.isEmpty)
        #expect(salvaged.retired.map(\.secretName) == ["pullpass-hub", "acme-pull", "pullpass-old"])
        #expect(salvaged.keeper.leaderElection.leaseName == "edge")
        #expect(salvaged.injection.engine == .policy)
        #expect(salvaged.injection.policy.name == "p" && salvaged.injection.policy.ownerRole == "o")
        #expect(salvaged.injection.anonymousSecretName == "anon")
    }

    @Test(
        "What cannot be read at all gives the defaults",
        arguments: [
            "", "{", "- a", "text", "registries: 1", "registries: [1, [], {}]", "\u{FEFF}", "a: &a [*a]", "keeper: []",
        ]
    )
    func nothing(text: String) {
        let salvaged = Configuration.salvaged(Array(text.utf8))
        #expect(salvaged.retired.isEmpty)
        #expect(salvaged.keeper.leaderElection.leaseName == "pullpass")
    }
}
