import Configuration
import Testing

/// `also` of a registry: other Secrets with its credential.
@Suite("Configuration: also")
struct AlsoTests {
    private static let basic =
        "credentials: { basic: { username: { value: u }, password: { secretKeyRef: { name: s, key: k } } } }"

    private func parsed(
        _ also: String,
        matchImages: String = "[ghcr.io/acme]",
        credentials: String = basic,
        mode: Configuration.Mode = .cluster
    ) -> Configuration.Reading {
        parse(registry("matchImages: \(matchImages)\n\(credentials)\nalso:\n\(also)"), mode: mode)
    }

    private func secret(_ also: String, matchImages: String = "[ghcr.io/acme]") throws -> AlsoSecret {
        let reading = parsed(also, matchImages: matchImages)
        try #require(reading.errors.isEmpty, "\(reading.errors)")
        return try #require(reading.configuration?.registries.first?.also.first)
    }

    /// What each key of a Secret holds, with the names of the places in angle brackets.
    private func texts(_ secret: AlsoSecret) -> [String: String] {
        secret.data.mapValues { String(decoding: $0.filled { Array("<\($0.rawValue)>".utf8) }, as: UTF8.self) }
    }

    private static let login = ["username": "<username>", "password": "<password>"]

    @Test(
        "Each form is the Secret that its reader wants",
        arguments: [
            (
                "argoCD: { url: ghcr.io/acme/charts }", "Opaque",
                ["url": "ghcr.io/acme/charts", "type": "helm", "enableOCI": "true"].merging(login) { $1 },
                ["argocd.argoproj.io/secret-type": "repository"]
            ),
            (
                "argoCD: { url: ghcr.io/acme, secretType: repo-creds }", "Opaque",
                ["url": "ghcr.io/acme", "type": "helm", "enableOCI": "true"].merging(login) { $1 },
                ["argocd.argoproj.io/secret-type": "repo-creds"]
            ),
            (
                "argoCD: { url: \"oci://ghcr.io/acme/app\", type: oci, name: app, project: team }", "Opaque",
                ["url": "oci://ghcr.io/acme/app", "type": "oci", "name": "app", "project": "team"].merging(login) {
                    $1
                },
                ["argocd.argoproj.io/secret-type": "repository"]
            ),
            (
                "argoCD: { url: \"https://ghcr.io/charts\" }", "Opaque",
                ["url": "https://ghcr.io/charts", "type": "helm"].merging(login) { $1 },
                ["argocd.argoproj.io/secret-type": "repository"]
            ),
            ("flux: { kind: HelmRepository }", "Opaque", login, [:]),
            (
                "flux: { kind: OCIRepository }", "kubernetes.io/dockerconfigjson",
                [".dockerconfigjson": "<dockerconfigjson>"], [:]
            ),
            (
                "flux: { kind: ImageRepository }", "kubernetes.io/dockerconfigjson",
                [".dockerconfigjson": "<dockerconfigjson>"], [:]
            ),
            (
                "dockerConfig: {}", "kubernetes.io/dockerconfigjson", [".dockerconfigjson": "<dockerconfigjson>"], [:]
            ),
            ("basicAuth: {}", "kubernetes.io/basic-auth", login, [:]),
            (
                "template: { data: { netrc: \"machine {{ host }} login {{username}} password {{ token }}\" } }",
                "Opaque",
                ["netrc": "machine <host> login <username> password <token>"], [:]
            ),
            (
                "template: { type: example.com/t, data: { a: \"{{ \\\"{{\\\" }} {{ auth | json }} {{ password | url }}\" } }",
                "example.com/t", ["a": "{{ \"<auth>\" %3Cpassword%3E"], [:]
            ),
        ]
    )
    func forms(form: String, type: String, data: [String: String], labels: [String: String]) throws {
        let secret = try secret("  - name: charts\n    namespaces: [argocd]\n    as: { \(form) }")
        #expect(secret.type == type && secret.labels == labels && secret.namespaces == ["argocd"])
        #expect(texts(secret) == data)
    }

    @Test("Labels and annotations are added to those of the form")
    func marks() throws {
        let secret = try secret(
            """
              - name: charts
                namespaces: [argocd, flux-system]
                labels: { team: a }
                annotations: { "example.com/note": "two words" }
                as: { argoCD: { url: ghcr.io/acme/charts } }
            """
        )
        #expect(secret.labels == ["team": "a", "argocd.argoproj.io/secret-type": "repository"])
        #expect(secret.annotations == ["example.com/note": "two words"])
    }

    @Test(
        "Which credential is meant is taken from the one host, from url or from registry",
        arguments: [
            ("[ghcr.io/acme]", "basicAuth: {}", "", nil),
            ("[ghcr.io/a, ghcr.io/b]", "basicAuth: {}", "", nil),
            ("[ghcr.io/a, quay.io]", "basicAuth: {}", "registry: quay.io/b", "quay.io/b"),
            ("[ghcr.io/a, quay.io]", "argoCD: { url: quay.io/charts }", "", "quay.io/charts"),
            ("[docker.io, quay.io]", "argoCD: { url: registry-1.docker.io/acme }", "", "docker.io/acme"),
            (
                "[docker.io]", "argoCD: { url: \"oci://registry-1.docker.io/acme/x\", type: oci }", "",
                "docker.io/acme/x"
            ),
            ("[\"*.r.example\"]", "argoCD: { url: eu.r.example/charts }", "", "eu.r.example/charts"),
            ("[ghcr.io/a]", "argoCD: { url: \"https://ghcr.io/charts\" }", "", nil),
            ("[ghcr.io/a]", "argoCD: { url: \"https://charts.example\" }", "registry: ghcr.io/a", "ghcr.io/a"),
            ("[ghcr.io/a, quay.io]", "dockerConfig: {}", "", nil),
        ] as [(String, String, String, String?)]
    )
    func meant(images: String, form: String, more: String, registry: String?) throws {
        let secret = try secret(
            "  - name: s\n    namespaces: [ns]\n    as: { \(form) }\n\(more.isEmpty ? "" : "    \(more)")",
            matchImages: images
        )
        #expect(secret.registry == registry)
    }

    @Test(
        "What is left open, or would send a credential elsewhere, is refused",
        arguments: [
            ("[ghcr.io/a, quay.io]", "basicAuth: {}", "", "does not say whose credential it holds"),
            ("[\"*.r.example\"]", "basicAuth: {}", "", "does not say whose credential it holds"),
            ("[\"r.example:5000\", r.example]", "basicAuth: {}", "", "does not say whose credential it holds"),
            (
                "[ghcr.io/a]", "argoCD: { url: evil.example/charts }", "",
                "is at evil.example, which is not in matchImages"
            ),
            ("[ghcr.io/a]", "argoCD: { url: \"https://charts.example\" }", "", "is at charts.example"),
            ("[ghcr.io/a]", "basicAuth: {}", "registry: quay.io", "is not covered by matchImages"),
            ("[ghcr.io/a]", "basicAuth: {}", "registry: ghcr.io", "is not covered by matchImages"),
            ("[\"*.r.example\"]", "basicAuth: {}", "registry: \"*.r.example\"", "is not one registry"),
            ("[ghcr.io/a]", "basicAuth: {}", "registry: \"https://ghcr.io/a\"", "has a scheme"),
        ]
    )
    func open(images: String, form: String, more: String, start: String) {
        let reading = parsed(
            "  - name: s\n    namespaces: [ns]\n    as: { \(form) }\n\(more.isEmpty ? "" : "    \(more)")",
            matchImages: images
        )
        #expect(reading.errors.count == 1, "\(reading.errors)")
        #expect(reading.errors.first?.message.contains(start) ?? false, "\(reading.errors)")
    }

    @Test(
        "What cannot be is refused, with what to write",
        arguments: [
            ("as: { argoCD: { url: \"oci://ghcr.io/acme\" } }", "is for type: helm without oci://: write ghcr.io/acme"),
            ("as: { argoCD: { url: ghcr.io/acme, type: oci } }", "begins with oci:// where type is oci"),
            ("as: { argoCD: { url: \"ssh://git.example\" } }", "is no URL of a chart repository"),
            ("as: { argoCD: { url: u@ghcr.io/acme } }", "is no URL"),
            ("as: { argoCD: {} }", "is missing: write the URL"),
            ("as: { argoCD: { url: ghcr.io/acme, secretType: cluster } }", "\"cluster\" is not known"),
            ("as: { argoCD: { url: ghcr.io/acme, secretType: repo-creds, name: x } }", "reads no name and no project"),
            ("as: { flux: { kind: GitRepository } }", "\"GitRepository\" is not known"),
            ("as: { basicAuth: {}, dockerConfig: {} }", "must have one of"),
            ("as: {}", "must have one of"),
            ("as: { helm: {} }", "unknown key"),
            ("as: { basicAuth: { username: x } }", "unknown key"),
            ("as: { template: { data: {} } }", "is empty"),
            ("as: { template: { data: { a: plain } } }", "holds nothing of the credential"),
            ("as: { template: { data: { \"a/b\": \"{{ password }}\" } } }", "is no key of a Secret"),
            ("as: { template: { data: { a: \"{{ passwd }}\" } } }", "has an unknown place {{ passwd }}"),
            ("as: { template: { data: { a: \"{{ .password }}\" } } }", "unknown place {{ .password }}: did you mean"),
            ("as: { template: { data: { a: \"{{ password | sh }}\" } } }", "after one | write base64, json or url"),
            ("as: { template: { data: { a: \"{{ password | json | url }}\" } } }", "after one | write"),
            ("as: { template: { data: { a: \"{{ password\" } } }", "has {{ without }}"),
            ("as: { template: { data: { a: 5 } } }", "must be a string"),
            (
                "as: { template: { type: kubernetes.io/service-account-token, data: { a: \"{{ password }}\" } } }",
                "is more than a credential to read"
            ),
            (
                "as: { template: { type: bootstrap.kubernetes.io/token, data: { a: \"{{ password }}\" } } }",
                "is more than a credential"
            ),
            (
                "as: { template: { type: kubernetes.io/basic-auth, data: { a: \"{{ password }}\" } } }",
                "needs the key username or password"
            ),
            ("as: { basicAuth: {} }\n    labels: { pullpass.dev/owner: x }", "is a label of Pullpass' own"),
            (
                "as: { basicAuth: {} }\n    annotations: { pullpass.dev/revision: x }",
                "is a annotation of Pullpass' own"
            ),
            ("as: { basicAuth: {} }\n    labels: { app.kubernetes.io/managed-by: x }", "cannot be set here"),
            (
                "as: { basicAuth: {} }\n    labels: { argocd.argoproj.io/secret-type: cluster }",
                "write as: { argoCD: … }"
            ),
            (
                "as: { basicAuth: {} }\n    annotations: { argocd.argoproj.io/tracking-id: x }",
                "Argo CD would prune the Secret"
            ),
            ("as: { basicAuth: {} }\n    labels: { team: \"two words\" }", "is no label value"),
        ]
    )
    func refused(lines: String, text: String) {
        let reading = parsed("  - name: s\n    namespaces: [ns]\n    \(lines)")
        #expect(reading.configuration == nil)
        #expect(reading.errors.contains { $0.message.contains(text) }, "\(reading.errors)")
    }

    @Test(
        "Namespaces are named one by one",
        arguments: [
            ("[]", "is empty"), ("[\"team-*\"]", "has a wildcard"), ("[Argo]", "is no name of a namespace"),
            ("[kube-public]", "is no place for a credential"), ("argocd", "must be a list"),
        ]
    )
    func namespaces(list: String, text: String) {
        let reading = parsed("  - name: s\n    namespaces: \(list)\n    as: { basicAuth: {} }")
        #expect(reading.errors.contains { $0.message.contains(text) }, "\(reading.errors)")
    }

    @Test("An unknown place is told on its own line")
    func line() {
        let reading = parsed(
            """
              - name: s
                namespaces: [ns]
                as:
                  template:
                    data:
                      netrc: |
                        machine {{ host }}
                        login {{ user }}
            """
        )
        // The registry stands on line 4, `also` on 7.
        #expect(reading.errors.map(\.line) == [15], "\(reading.errors)")
    }

    @Test("No Secret has the name of another one that is kept")
    func names() {
        func errors(_ also: String, _ more: String = "") -> [ConfigurationDiagnostic] {
            parse(
                registry("matchImages: [ghcr.io/acme]\n\(Self.basic)\nalso: \(also)") + more
            ).errors
        }
        let entry = "as: { basicAuth: {} }"
        #expect(errors("[{ name: x, namespaces: [a], \(entry) }, { name: z, namespaces: [a], \(entry) }]").isEmpty)
        for name in ["pullpass-r", "pullpass-anonymous"] {
            let found = errors("[{ name: \(name), namespaces: [a], \(entry) }]")
            #expect(found.count == 1 && found[0].message.contains("is the one of"), "\(found)")
        }
        let twice = errors("[{ name: x, namespaces: [a], \(entry) }, { name: x, namespaces: [b], \(entry) }]")
        #expect(twice.count == 1 && twice[0].message.contains("all namespaces into one entry"), "\(twice)")
        let master = errors("[{ name: pullpass-master.r, namespaces: [a], \(entry) }]")
        #expect(master.count == 1, "\(master)")
        let retired = errors("[{ name: x, namespaces: [a], \(entry) }]", "retired: [{ name: old, secretName: x }]\n")
        #expect(retired.count == 1 && retired[0].message.contains("is one of also"), "\(retired)")
    }

    @Test("A retired entry of also has namespaces, which are not those where it is wanted")
    func retired() throws {
        func reading(_ retired: String) -> Configuration.Reading {
            parse(
                registry(
                    "matchImages: [ghcr.io/acme]\n\(Self.basic)\nalso: [{ name: x, namespaces: [a], as: { basicAuth: {} } }]"
                ) + "retired: [\(retired)]\n"
            )
        }
        let moved = try #require(
            reading("{ name: r, secretName: x, namespaces: [b] }").configuration,
            "moved from one namespace to another"
        )
        #expect(moved.retired == [RetiredRegistry(name: "r", secretName: "x", namespaces: ["b"])])
        let wanted = reading("{ name: r, secretName: x, namespaces: [b, a] }").errors
        #expect(wanted.count == 1 && wanted[0].message.contains("is configured for namespace a"), "\(wanted)")
        let unnamed = reading("{ name: old, namespaces: [b] }").errors
        #expect(unnamed.count == 1 && unnamed[0].message.contains("write its name as secretName"), "\(unnamed)")
    }

    @Test("There are bounds to entries, places and texts")
    func bounds() {
        let many = (0..<33).map { "{ name: s\($0), namespaces: [ns], as: { basicAuth: {} } }" }.joined(separator: ", ")
        #expect(parsed("  [\(many)]").errors.contains { $0.message.contains("more than 32 entries") })
        let namespaces = (0..<257).map { "n\($0)" }.joined(separator: ", ")
        let wide = parsed("  [{ name: s, namespaces: [\(namespaces)], as: { basicAuth: {} } }]").errors
        #expect(wide.count == 1 && wide[0].message.contains("256"), "\(wide)")
        let text = String(repeating: "x", count: 17_000)
        let long = parsed("  [{ name: s, namespaces: [ns], as: { template: { data: { a: \"\(text)\" } } } }]").errors
        #expect(long.contains { $0.message.contains("more than 16384 bytes") }, "\(long)")
    }

    @Test("Where nobody keeps Secrets it means nothing", arguments: [Configuration.Mode.standalone, .node])
    func ignored(mode: Configuration.Mode) throws {
        let reading = parsed(
            "  - { name: x, namespaces: [a], as: { basicAuth: {} } }",
            credentials: "credentials: { basic: { username: { value: u }, password: { file: /p } } }",
            mode: mode
        )
        #expect(try #require(reading.configuration).registries[0].also.isEmpty)
    }

    @Test("It does not go with a credential for each namespace")
    func perNamespace() {
        let credentials =
            "credentials: { acr: { tenantID: t, clientID: c, serviceAccount: { name: puller, perNamespace: true } } }"
        let reading = parsed(
            "  - { name: x, namespaces: [a], as: { basicAuth: {} } }",
            matchImages: "[acme.azurecr.io]",
            credentials: credentials
        )
        #expect(reading.errors.contains { $0.message.contains("cannot go with perNamespace") }, "\(reading.errors)")
    }

    @Test("What is made of a credential has a fingerprint of everything in it")
    func fingerprint() throws {
        let lines = [
            "as: { basicAuth: {} }", "as: { flux: { kind: HelmRepository } }", "as: { dockerConfig: {} }",
            "as: { basicAuth: {} }\n    labels: { a: b }", "as: { basicAuth: {} }\n    annotations: { a: b }",
            "as: { basicAuth: {} }\n    labels: { ab: \"\" }", "as: { basicAuth: {} }\n    registry: ghcr.io/acme",
            "as: { template: { data: { a: \"{{ password }}\" } } }",
            "as: { template: { data: { a: \"{{ token }}\" } } }",
            "as: { template: { data: { a: \"{{ password | base64 }}\" } } }",
            "as: { template: { data: { b: \"{{ password }}\" } } }",
            "as: { template: { data: { a: \"{{ password }} \" } } }",
        ]
        let prints = try lines.map { try secret("  - name: s\n    namespaces: [ns]\n    \($0)").fingerprint }
        #expect(Set(prints).count == lines.count)
        #expect(prints[0].count == 16)
        let moved = try secret("  - name: s\n    namespaces: [other]\n    as: { basicAuth: {} }")
        #expect(moved.fingerprint == prints[0], "a further namespace changes none of those that are there")
    }
}
