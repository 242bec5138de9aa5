import Configuration
import Testing

/// The rules for entries of `registries`, each with all that is said about a file that breaks it.
struct RegistryRuleTests {
    @Test(
        "Each mistake is reported with its line, its place and what to write",
        arguments: [
            (
                registry("matchimages: [docker.io]\ncredentials: { gar: {} }"), .cluster,
                [
                    "c.yaml:4: registries[0].matchImages: is missing: write the images' registries, such as [\"docker.io\"]",
                    "c.yaml:5: registries[0].matchimages: unknown key: did you mean matchImages?",
                ]
            ),
            (
                registry("matchImages: docker.io\ncredentials: { gar: {} }"), .cluster,
                [
                    "c.yaml:5: registries[0].matchImages: must be a list, not a string: write [ ] around one entry"
                ]
            ),
            (
                registry("matchImages: []\ncredentials: { gar: {} }"), .cluster,
                [
                    "c.yaml:5: registries[0].matchImages: is empty, so no image matches: write the images' registries, or always: true for every Pod"
                ]
            ),
            (
                registry("matchImages: [1, true, \"\"]\ncredentials: { gar: {} }"), .cluster,
                [
                    "c.yaml:5: registries[0].matchImages[0]: must be a string, not a number: put it in quotes",
                    "c.yaml:5: registries[0].matchImages[1]: must be a string, not a boolean: put it in quotes",
                    "c.yaml:5: registries[0].matchImages[2]: is empty: write a value or leave the key out",
                ]
            ),
            (
                registry("matchImages: [a.b, a.b]\ncredentials: { gar: {} }"), .cluster,
                [
                    "c.yaml:5: warning: registries[0].matchImages[1]: \"a.b\" stands twice: it is already on line 5, remove one"
                ]
            ),
            (
                registry("matchImages: [a.b]"), .cluster,
                [
                    "c.yaml:4: registries[0].credentials: is missing: write one kind, such as basic: { username: …, password: … }"
                ]
            ),
            (
                registry("matchImages: [a.b]"), .standalone,
                []
            ),
            (
                registry("matchImages: [a.b]\ncredentials: {}"), .cluster,
                [
                    "c.yaml:6: registries[0].credentials: has no kind: write one of \(everyKind)"
                ]
            ),
            (
                registry("matchImages: [a.b]\ncredentials: { gar: {}, ecr: {} }"), .cluster,
                [
                    "c.yaml:6: registries[0].credentials: has ecr and gar: write one kind, and another registry entry for the other"
                ]
            ),
            (
                registry("matchImages: [a.b]\ncredentials: { gcr: {} }"), .cluster,
                [
                    "c.yaml:6: registries[0].credentials.gcr: unknown key: did you mean gar?"
                ]
            ),
            (
                registry("matchImages: [a.b]\ncredentials: { foo: {} }"), .cluster,
                [
                    "c.yaml:6: registries[0].credentials: has an unknown key (not shown, it may be a credential): write \(everyKind)"
                ]
            ),
            (
                registry("matchImages: [a.b]\ncredentials: 3"), .cluster,
                [
                    "c.yaml:6: registries[0].credentials: must be a mapping with \(everyKind), not a number"
                ]
            ),
            (
                registry("always: yes please\nmatchImages: [a.b]\ncredentials: { gar: {} }"), .cluster,
                [
                    "c.yaml:5: registries[0].always: must be true or false, not a string"
                ]
            ),
            (
                registry("always: true\ncredentials: { gar: {} }"), .cluster,
                [
                    "c.yaml:4: registries[0]: has always: true without matchImages: write the registries that the gar credential is for"
                ]
            ),
            (
                registry("matchImages: [a.b]\nsecretName: A_b\ncredentials: { gar: {} }", name: "Bad_Name"), .cluster,
                [
                    "c.yaml:4: registries[0].name: \"Bad_Name\" is no name: write up to 63 lower-case letters, digits, '-' and '.', starting and ending with a letter or digit",
                    "c.yaml:6: registries[0].secretName: \"A_b\" is no name of a Secret: write up to 253 lower-case letters, digits, '-' and '.', starting and ending with a letter or digit",
                ]
            ),
            (
                registry("matchImages: [a.b]\ncredentials: { gar: {} }\n").replacing(
                    "  - name: r\n",
                    with: "  - name:\n"
                ), .cluster,
                [
                    "c.yaml:4: registries[0].name: is empty: write a unique name, such as dockerhub"
                ]
            ),
            (
                registry("matchImages: [a.b]\ncredentials: { gar: {} }")
                    + "  - { name: r, matchImages: [c.d], credentials: { gar: {} } }\n", .cluster,
                [
                    "c.yaml:7: registries[1].name: \"r\" is the name of the registry on line 4 too: write another name"
                ]
            ),
            (
                registry("matchImages: [a.b]\ncredentials: { gar: {} }")
                    + "  - { name: s, secretName: pullpass-r, matchImages: [c.d], credentials: { gar: {} } }\n",
                .cluster,
                [
                    "c.yaml:7: registries[1].secretName: Secret \"pullpass-r\" belongs to registry r on line 4: write another secretName"
                ]
            ),
            (
                registry("matchImages: [a.b]\nsecretName: pullpass-s\ncredentials: { gar: {} }")
                    + "  - { name: s, matchImages: [c.d], credentials: { gar: {} } }\n", .cluster,
                [
                    "c.yaml:8: registries[1].name: Secret \"pullpass-s\" belongs to registry r on line 6: write another secretName"
                ]
            ),
            (
                registry(
                    "matchImages: [a.b]\nnamespaces: { names: [Team, \"a-?\"], labels: { A b: x, c: \"d e\", e: true } }\ncredentials: { gar: {} }"
                ), .cluster,
                [
                    "c.yaml:6: registries[0].namespaces.names[0]: \"Team\" can match no namespace: write lower-case letters, digits and '-', and * for any run of them",
                    "c.yaml:6: registries[0].namespaces.names[1]: \"a-?\" can match no namespace: write lower-case letters, digits and '-', and * for any run of them",
                    "c.yaml:6: registries[0].namespaces.labels[\"e\"]: must be a string, not a boolean: put the value in quotes",
                    "c.yaml:6: registries[0].namespaces.labels[\"A b\"]: is no label key: write up to 63 letters, digits, '-', '_' or '.', starting and ending with a letter or digit",
                    "c.yaml:6: registries[0].namespaces.labels[\"c\"]: \"d e\" is no label value: write up to 63 letters, digits, '-', '_' or '.', starting and ending with a letter or digit",
                ]
            ),
            (
                registry("matchImages: [a.b]\nnamespaces: { names: [], labels: {} }\ncredentials: { gar: {} }"),
                .cluster,
                [
                    "c.yaml:6: registries[0].namespaces.names: is empty: write names or leave the key out for every opted-in namespace",
                    "c.yaml:6: registries[0].namespaces.labels: is empty: write labels or leave the key out",
                ]
            ),
            (
                registry("matchImages: [a.b]\nnamespaces: { names: , labels: { a: b } }\ncredentials: { gar: {} }"),
                .cluster,
                [
                    "c.yaml:6: warning: registries[0].namespaces.names: is empty, so it leaves out no namespace: write names or leave the key out"
                ]
            ),
            (
                registry("matchImages: [a.b]\nnamespaces:\n  labels:\n    # team: a\ncredentials: { gar: {} }"),
                .cluster,
                [
                    "c.yaml:7: warning: registries[0].namespaces.labels: is empty, so it leaves out no namespace: write labels or leave the key out"
                ]
            ),
            (
                registry("matchImages: [a.b]\nnamespaces: {}\ncredentials: { gar: {} }"),
                .cluster,
                [
                    "c.yaml:6: warning: registries[0].namespaces: is empty, so the registry is for every opted-in namespace: write names or labels, or leave the key out"
                ]
            ),
            (
                registry("matchImages: [a.b]\nnamespaces:\n  # names: [a]\ncredentials: { gar: {} }"),
                .cluster,
                [
                    "c.yaml:6: warning: registries[0].namespaces: is empty, so the registry is for every opted-in namespace: write names or labels, or leave the key out"
                ]
            ),
            (
                registry("matchImages: [a.b]\nnamespaces: { name: [a] }\ncredentials: { gar: {} }"),
                .cluster,
                [
                    "c.yaml:6: registries[0].namespaces.name: unknown key: did you mean names?"
                ]
            ),
            (
                registry("matchImages: [a.b]\nnamespaces: { labels: { a: b } }"), .standalone,
                [
                    "c.yaml:6: registries[0].namespaces.labels: cannot be used with --standalone, which sees no namespaces: remove it or use names"
                ]
            ),
            (
                registry(
                    "matchImages: [a.b]\nimagePullPolicy: IfNotPresent\nplacement: Eagerly\ncredentials: { gar: {} }"
                ), .cluster,
                [
                    "c.yaml:6: registries[0].imagePullPolicy: \"IfNotPresent\" is not possible: write Always, or leave the key out to keep what the Pod says",
                    "c.yaml:7: registries[0].placement: \"Eagerly\" is not known: write eager or lazy (did you mean eager?)",
                ]
            ),
            (
                registry("matchImages: [a.b]\nplacement: egaer\nanonymousFallback: 1\ncredentials: { gar: {} }"),
                .cluster,
                [
                    "c.yaml:6: registries[0].placement: \"egaer\" is not known: write eager or lazy (did you mean eager?)",
                    "c.yaml:7: registries[0].anonymousFallback: must be true or false, not a number",
                ]
            ),
            (
                registry("matchImages: [a.b/team/]\nprobe: { enabled: 1, imag: x }\ncredentials: { gar: {} }"),
                .cluster,
                [
                    "c.yaml:6: registries[0].probe.imag: unknown key: did you mean image?",
                    "c.yaml:6: registries[0].probe.enabled: must be true or false, not a number",
                ]
            ),
            (
                registry("matchImages: [a.b/team/]\nprobe: { image: a.b/x }\ncredentials: { gar: {} }"), .cluster,
                [
                    "c.yaml:6: registries[0].probe.image: \"a.b/x\" is not matched by matchImages, so the credential is not for it"
                ]
            ),
            (
                registry("matchImages: [a.b]\nprobe: { image: \"a.b/*\" }\ncredentials: { gar: {} }"), .cluster,
                [
                    "c.yaml:6: registries[0].probe.image: the kubelet cannot read it: image \"a.b/*\" is no repository name: components are a-z and 0-9, joined by one '.', one or two '_' or any number of '-', with single slashes between them"
                ]
            ),
            (
                registry("matchImages: [a.b]\nprobe: true\ncredentials: { gar: {} }"), .cluster,
                [
                    "c.yaml:6: registries[0].probe: must be a mapping with enabled or image, not a boolean"
                ]
            ),
        ] as [(String, Configuration.Mode, [String])]
    )
    func reports(text: String, mode: Configuration.Mode, diagnostics: [String]) {
        let reading = parse(text, mode: mode)
        #expect(reading.diagnostics.map(\.description) == diagnostics)
        #expect((reading.configuration == nil) == !reading.errors.isEmpty)
    }

    @Test(
        "A pattern that the kubelet cannot read or never matches is an error, a surprising one a warning",
        arguments: [
            ("[", "c.yaml:5: registries[0].matchImages[0]: the kubelet cannot read it: "),
            ("a.b:x", "c.yaml:5: registries[0].matchImages[0]: the kubelet cannot read it: "),
            ("https://a.b", "c.yaml:5: registries[0].matchImages[0]: \"https://a.b\" never matches: "),
            ("gcr.io/foo:1", "c.yaml:5: registries[0].matchImages[0]: \"gcr.io/foo:1\" never matches: "),
            ("nginx", "c.yaml:5: registries[0].matchImages[0]: \"nginx\" never matches: "),
            ("gcr.io/foo", "c.yaml:5: warning: registries[0].matchImages[0]: \"gcr.io/foo\": "),
            ("**.a.b", "c.yaml:5: warning: registries[0].matchImages[0]: \"**.a.b\": "),
        ]
    )
    func patterns(pattern: String, start: String) {
        let reading = parse(registry("matchImages: [\"\(pattern)\"]\ncredentials: { gar: {} }"))
        #expect(reading.diagnostics.count == 1)
        #expect(reading.diagnostics.first?.description.hasPrefix(start) == true)
        #expect((reading.configuration == nil) == !start.contains("warning"))
    }
}
