import Configuration
import Testing

@testable import Providers

/// A slip of a letter in a host would send a credential to whoever owns that name.
@Suite struct `A kind's own hosts` {
    struct Kind: Sendable, CustomTestStringConvertible {
        let name: String
        /// What stands below the kind.
        var keys = "username: { env: U }, token: { env: T }"
        /// Hosts that it is for.
        let own: [String]
        /// Hosts that it is not for, each with what was meant.
        let wrong: [(host: String, meant: String?)]

        var testDescription: String { name }
    }

    static let kinds: [Kind] = [
        Kind(
            name: "github",
            own: ["ghcr.io", "docker.pkg.github.com", "containers.acme.ghe.com", "ghcr.io:443"],
            wrong: [
                ("gchr.io", "ghcr.io"), ("ghc.io", "ghcr.io"), ("ghcr.com", "ghcr.io"), ("ghcr.io.evil.com", "ghcr.io"),
                ("evil-ghcr.io", "ghcr.io"), ("GHCR.io", "ghcr.io"), ("ghcr.io:8443", "ghcr.io"),
                ("www.ghcr.io", "ghcr.io"),
                ("ghrc.io", "ghcr.io"), ("ghcrr.io", "ghcr.io"), ("gh-cr.io", "ghcr.io"), ("*.io", nil),
                ("ghcr.*", nil),
                ("*.*", nil), ("containers.github.example.com", nil),
                ("container.acme.ghe.com", "containers.acme.ghe.com"),
                ("registry.example.com", nil), ("docker.io", nil), ("docker.pkg.gihub.com", "docker.pkg.github.com"),
            ]
        ),
        Kind(
            name: "quay",
            own: ["quay.io"],
            wrong: [
                ("qauy.io", "quay.io"), ("quy.io", "quay.io"), ("quay.com", "quay.io"),
                ("quay.io.example.com", "quay.io"),
                ("my-quay.io", "quay.io"), ("Quay.io", "quay.io"), ("quay.io:5000", "quay.io"),
                ("*.quay.io", "quay.io"),
                ("quay.example.com", nil),
            ]
        ),
        Kind(
            name: "gitlab",
            own: ["registry.gitlab.com", "gitlab.com", "registry.acme.gitlab-dedicated.com", "registry.jihulab.com"],
            wrong: [
                ("registry.gitalb.com", "registry.gitlab.com"), ("registry.gitlab.co", "registry.gitlab.com"),
                ("registy.gitlab.com", "registry.gitlab.com"), ("registry.gitlab.com.evil.com", "registry.gitlab.com"),
                ("evil-registry.gitlab.com.cn", nil), ("Registry.GitLab.com", "registry.gitlab.com"),
                ("registry.gitlab.com:5050", "registry.gitlab.com"), ("registry.gitlab.example.com", nil),
                ("*.gitlab.com", nil),
            ]
        ),
        Kind(
            name: "cloudsmith",
            own: ["docker.cloudsmith.io", "docker.cloudsmith.com"],
            wrong: [
                ("docker.cloudsmtih.io", "docker.cloudsmith.io"), ("docker.cloudsmit.io", "docker.cloudsmith.io"),
                ("docker.cloudsmith.net", "docker.cloudsmith.io"),
                ("docker.cloudsmith.io.evil.io", "docker.cloudsmith.io"),
                ("evil-docker.cloudsmith.io", "docker.cloudsmith.io"), ("DOCKER.cloudsmith.io", "docker.cloudsmith.io"),
                ("docker.cloudsmith.io:444", "docker.cloudsmith.io"), ("images.example.com", nil),
                ("*.cloudsmith.io", nil),
            ]
        ),
        Kind(
            name: "jfrog",
            own: ["acme.jfrog.io", "acme-docker-local.jfrog.io", "acme.pe.jfrog.io", "*.jfrog.io"],
            wrong: [
                ("acme.jforg.io", "acme.jfrog.io"), ("acme.jfrg.io", "acme.jfrog.io"),
                ("acme.jfrog.com", "acme.jfrog.io"),
                ("acme.jfrog.io.evil.com", "acme.jfrog.io"), ("acme.evil-jfrog.io", nil),
                ("acme.JFrog.io", "acme.jfrog.io"),
                ("acme.jfrog.io:8443", "acme.jfrog.io"), ("artifactory.example.com", nil), ("jfrog.io", nil),
                ("*.*.io", nil),
            ]
        ),
        Kind(
            name: "dockerHub",
            own: ["docker.io", "dhi.io", "registry-1.docker.io"],
            wrong: [
                ("dokcer.io", "docker.io"), ("doker.io", "docker.io"), ("docker.co", "docker.io"),
                ("docker.io.example.com", "docker.io"), ("evil-docker.io", "docker.io"), ("Docker.io", "docker.io"),
                ("docker.io:5000", "docker.io"), ("mirror.example.com", nil), ("ghcr.io", nil), ("*.io", nil),
            ]
        ),
        Kind(
            name: "ecr",
            keys: "region: eu-west-1",
            own: [
                "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "*.dkr.ecr.*.amazonaws.com",
                "123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com", "123456789012.dkr-ecr.eu-west-1.on.aws",
                "*.dkr-ecr-fips.*.on.aws", "vpce-0123-abc.dkr.ecr.eu-west-1.vpce.amazonaws.com",
            ],
            wrong: [
                ("1.dkr.ecr.eu-west-1.amazonaws.co", "1.dkr.ecr.eu-west-1.amazonaws.com"),
                ("1.dkr.ecr.eu-west-1.amazonasw.com", "1.dkr.ecr.eu-west-1.amazonaws.com"),
                ("1.dkr.ecr.eu-west-1.amazonws.com", "1.dkr.ecr.eu-west-1.amazonaws.com"),
                ("1.dkr.ecr.eu-west-1.amazonaws.com.evil.com", "1.dkr.ecr.eu-west-1.amazonaws.com"),
                ("1.dkr.ecr.eu-west-1.evil-amazonaws.com", "amazonaws.com"),
                ("1.dkr.ecr.eu-west-1.AmazonAWS.com", "1.dkr.ecr.eu-west-1.amazonaws.com"),
                ("1.dkr.ecr.eu-west-1.amazonaws.com:5000", "1.dkr.ecr.eu-west-1.amazonaws.com"),
                ("1.dkr.ecr.eu-west-1.amazonaws.com.cm", "1.dkr.ecr.eu-west-1.amazonaws.com"),
                ("*.dkr.ecr.*.*.com", nil),
                ("registry.example.com", nil), ("1.dkr-ecr.eu-west-1.on.asw", "1.dkr-ecr.eu-west-1.on.aws"),
            ]
        ),
        Kind(
            name: "ecrPublic",
            keys: "",
            own: ["public.ecr.aws", "ecr-public.aws.com"],
            wrong: [
                ("pubilc.ecr.aws", "public.ecr.aws"), ("public.ecr.asw", "public.ecr.aws"),
                ("public.ecr.com", "public.ecr.aws"),
                ("public.ecr.aws.evil.com", "public.ecr.aws"), ("evil-public.ecr.aws", "public.ecr.aws"),
                ("Public.ecr.aws", "public.ecr.aws"), ("public.ecr.aws:5000", "public.ecr.aws"), ("*.ecr.aws", nil),
                ("docker.io", nil),
            ]
        ),
        Kind(
            name: "gar",
            keys: "",
            own: [
                "europe-west1-docker.pkg.dev", "us-docker.pkg.dev", "*-docker.pkg.dev", "*.pkg.dev", "gcr.io",
                "eu.gcr.io",
                "*.gcr.io",
            ],
            wrong: [
                ("europe-docker.pgk.dev", "europe-docker.pkg.dev"), ("europe-docker.pk.dev", "europe-docker.pkg.dev"),
                ("europe-docker.pkg.com", "europe-docker.pkg.dev"),
                ("europe-docker.pkg.dev.evil.com", "europe-docker.pkg.dev"), ("europe-docker.evilpkg.dev", nil),
                ("Europe-docker.pkg.dev:1", "Europe-docker.pkg.dev"), ("grc.io", "gcr.io"), ("gcr.com", "gcr.io"),
                ("eu.grc.io", "eu.gcr.io"), ("gcr.io.evil.com", "gcr.io"), ("evilgcr.io", "gcr.io"),
                ("gcr.io:5000", "gcr.io"),
                ("*.dev", nil), ("harbor.example.com", nil),
            ]
        ),
        Kind(
            name: "acr",
            keys: "",
            own: [
                "acme.azurecr.io", "acme.azurecr.cn", "acme.azurecr.us", "acme.westeurope.geo.azurecr.io",
                "acme.azurecr.sovcloud-azure.fr",
            ],
            wrong: [
                ("acme.azurecr.com", "acme.azurecr.io"), ("acme.azuercr.io", "acme.azurecr.io"),
                ("acme.azurcr.io", "acme.azurecr.io"), ("acme.azurecr.io.evil.com", "acme.azurecr.io"),
                ("acmeazurecr.io", "*.azurecr.io"), ("acme.AzureCR.com", "acme.azurecr.io"),
                ("acme.azurecr.io:8443", "acme.azurecr.io"), ("registry.example.com", nil),
            ]
        ),
        Kind(
            name: "ocir",
            keys: "",
            own: [
                "fra.ocir.io", "ocir.eu-frankfurt-1.oci.oraclecloud.com", "ocir.us-langley-1.oci.oraclegovcloud.com",
            ],
            wrong: [
                ("fra.oicr.io", "fra.ocir.io"), ("fra.ocr.io", "fra.ocir.io"), ("fra.ocir.com", "fra.ocir.io"),
                ("fra.ocir.io.evil.com", "fra.ocir.io"), ("fra.evil-ocir.io", nil), ("fra.OCIR.com", "fra.ocir.io"),
                ("fra.ocir.io:5000", "fra.ocir.io"),
                ("ocir.eu-paris-1.oci.oracelcloud.com", "ocir.eu-paris-1.oci.oraclecloud.com"),
                ("registry.example.com", nil),
            ]
        ),
        Kind(
            name: "icr",
            keys: "apiKey: { env: K }",
            own: ["icr.io", "de.icr.io", "private.de.icr.io", "*.icr.io", "*.*.icr.io", "cp.icr.io"],
            wrong: [
                ("irc.io", "icr.io"), ("de.irc.io", "de.icr.io"), ("icr.com", "icr.io"),
                ("de.icr.io.evil.com", "de.icr.io"),
                ("evil-icr.io", "icr.io"), ("ICR.io", "icr.io"), ("icr.io:5000", "icr.io"), ("*.io", nil),
                ("registry.example.com", nil),
            ]
        ),
    ]

    private func read(_ host: String, _ kind: Kind, more: String = "", mode: Configuration.Mode = .cluster) -> [String]
    {
        let keys = [kind.keys, more].filter { !$0.isEmpty }.joined(separator: ", ")
        let text =
            "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n  - name: r\n    matchImages: [\"\(host)/team/\"]\n"
            + "    credentials: { \(kind.name): { \(keys) } }\n"
        return Configuration.parse(Array(text.utf8), file: "c.yaml", mode: mode, kinds: CredentialKinds.all).errors
            .map(\.description)
    }

    @Test func `are known of each kind that somebody offers, each with five slips or more in the table`() {
        let known = CredentialKinds.all.filter { $0.vendorHosts != nil }.map { $0.kind }
        #expect(Set(known) == Set(Self.kinds.map(\.name)))
        #expect(
            Set(CredentialKinds.all.map { $0.kind }).subtracting(known) == ["basic", "dockerConfig", "harbor", "exec"]
        )
        for kind in Self.kinds { #expect(kind.wrong.count >= 5 && !kind.own.isEmpty) }
    }

    @Test(arguments: kinds) func `are taken`(kind: Kind) {
        for host in kind.own {
            // What else such a pattern lacks, a region for each wildcard, is another matter.
            let found = read(host, kind).filter { $0.contains("would be sent") }
            #expect(found.isEmpty, "\(host): \(found)")
        }
    }

    @Test(arguments: kinds) func `are told from what looks like them, with what was meant`(kind: Kind) {
        for (host, meant) in kind.wrong {
            for mode in [Configuration.Mode.cluster, .node] {
                let found = read(host, kind, mode: mode)
                #expect(found.contains { $0.contains("matchImages[0]") }, "\(host): \(found)")
                guard let line = found.first(where: { $0.contains("would be sent") }) else {
                    // The kind itself has a better word for it.
                    #expect(
                        found.contains { $0.contains("never matches") || $0.contains("is no host of") },
                        "\(host): \(found)"
                    )
                    continue
                }
                if let meant {
                    #expect(line.contains("did you mean \(meant)") || line.contains(meant), "\(host): \(line)")
                }
                #expect(line.contains("hosts: ["), "\(host): \(line)")
            }
        }
    }

    @Test(arguments: kinds) func `are joined by those that hosts names, and by no others`(kind: Kind) {
        for host in [
            "registry.example.com", "registry.example.com:8443", "eu.registry.example.com", kind.wrong[0].host,
        ] {
            let found = read(host, kind, more: "hosts: [\"\(host)\"]").filter { $0.contains("would be sent") }
            #expect(found.isEmpty, "\(host): \(found)")
        }
        #expect(
            read("a.r.example.com", kind, more: "hosts: ['*.r.example.com']").filter { $0.contains("would be") }.isEmpty
        )
        #expect(
            read("r.example.com:5000", kind, more: "hosts: [r.example.com]").filter { $0.contains("would be") }.isEmpty
        )
        for (host, hosts) in [("s.example.com", "r.example.com"), ("r.example.com:1", "r.example.com:2")] {
            #expect(
                read(host, kind, more: "hosts: [\"\(hosts)\"]").contains { $0.contains("would be sent") },
                "\(host)"
            )
        }
    }

    @Test(arguments: [
        "'*'", "'*.io'", "'*.co.uk'", "'*.com'", "'https://r.example.com'", "r.example.com/team", "''", "'a..b'",
    ])
    func `are not widened to those of strangers`(hosts: String) {
        let kind = Kind(name: "github", own: [], wrong: [])
        #expect(read("ghcr.io", kind, more: "hosts: [\(hosts)]").contains { $0.contains("hosts[0]") })
    }

    @Test func `cannot be given to a kind that has none`() {
        let kind = Kind(name: "harbor", keys: "username: { env: U }, secret: { env: S }", own: [], wrong: [])
        #expect(read("harbor.example.com", kind).isEmpty)
        #expect(
            read("harbor.example.com", kind, more: "hosts: [harbor.example.com]").contains {
                $0.contains("hosts: unknown key")
            }
        )
    }

    @Test(
        "are those of the endpoint's domain, where that is another one",
        arguments: [
            ("github", "https://github.acme.example/api/v3", "containers.github.acme.example", true),
            ("github", "https://github.acme.example/api/v3", "docker.acme.example", true),
            ("github", "https://github.acme.example/api/v3", "docker.acem.example", false),
            ("github", "https://api.acme.ghe.com", "registry.example.com", false),
            ("gitlab", "https://gitlab.acme.example", "registry.acme.example:5050", true),
            ("gitlab", "https://gitlab.acme.co.uk", "registry.acem.co.uk", false),
            ("gitlab", "https://gitlab.company.com", "registry.company.com", true),
            ("quay", "https://quay.acme.example", "quay.acme.example", true),
            ("quay", "https://quay.lan", "quay.lan", true),
            ("quay", "https://quay.acme.co.uk", "other.co.uk", false),
            ("quay", "http://quay.registry.svc:8080", "registry.example.com", true),
            ("quay", "http://10.0.0.7:8080", "registry.example.com", true),
            ("quay", "http://10.0.0.7:8080", "qauy.io", false),
            ("jfrog", "https://acme.jfrog.io", "docker.acme.example", false),
            ("jfrog", "https://artifactory.acme.example", "docker.acme.example", true),
            ("dockerHub", "https://mirror.acme.example", "mirror.acme.example", true),
            ("cloudsmith", "https://api.cloudsmith.io", "docker.acme.example", false),
        ]
    )
    func endpoints(kind: String, endpoint: String, host: String, isTaken: Bool) {
        let found = read(host, Kind(name: kind, own: [], wrong: []), more: "endpoint: '\(endpoint)'")
        #expect(found.isEmpty == isTaken, "\(found)")
    }

    @Test(
        "are looked for in base URLs, too, which would be sent the credential",
        arguments: [
            ("github", "", "endpoint", "https://api.gihub.com", "github.com"),
            ("github", "", "endpoint", "https://api.github.com.evil.com", "github.com"),
            ("github", "", "endpoint", "https://api.github.co", "github.com"),
            ("quay", "", "endpoint", "https://qauy.io", "quay.io"),
            ("gitlab", "", "endpoint", "https://gitlab.cm", "gitlab.com"),
            ("dockerHub", "", "authEndpoint", "https://auth.dokcer.io", "docker.io"),
            ("acr", "", "authorityEndpoint", "https://login.microsoftonlne.com", "microsoftonline.com"),
            ("gar", "", "stsEndpoint", "https://sts.googleapi.com", "googleapis.com"),
            ("gar", "", "iamEndpoint", "https://iamcredentials.gogleapis.com", "googleapis.com"),
            ("ecr", "region: eu-west-1", "stsEndpoint", "https://sts.eu-west-1.amazonaws.co", "amazonaws.com"),
            ("icr", "apiKey: { env: K }", "endpoint", "https://iam.cloud.imb.com", "ibm.com"),
        ]
    )
    func baseURLs(name: String, keys: String, key: String, url: String, meant: String) {
        let table = Self.kinds.first { $0.name == name }
        let kind = Kind(name: name, keys: keys.isEmpty ? table?.keys ?? "" : keys, own: [], wrong: [])
        let host = table?.own.first ?? ""
        let found = read(host, kind, more: "\(key): '\(url)'")
        #expect(found.contains { $0.contains(".\(key): ") && $0.contains("did you mean \(meant)?") }, "\(found)")
        let named = url.dropFirst("https://".count)
        let allowed = read(host, kind, more: "\(key): '\(url)', hosts: [\(named)]")
        #expect(allowed.isEmpty, "\(allowed)")
    }

    @Test func `are asked of registries and keys as well`() {
        let kind = Kind(name: "acr", keys: "", own: [], wrong: [])
        #expect(
            read("*.azurecr.io", kind, more: "registries: [acme.azurecr.com]").contains { $0.contains("registries[0]") }
        )
        let text =
            "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n  - name: r\n    matchImages: [ghcr.io]\n"
            + "    keys: [gchr.io/team/app]\n    credentials: { github: { username: { env: U }, token: { env: T } } }\n"
        let reading = Configuration.parse(Array(text.utf8), file: "c.yaml", mode: .cluster, kinds: CredentialKinds.all)
        #expect(reading.errors.contains { $0.description.contains("is not covered by matchImages") })
    }

    @Test func `that matchImages does not name are a slip of hosts itself`() {
        let text =
            "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n  - name: r\n    matchImages: [ghcr.io]\n"
            + "    credentials: { github: { username: { env: U }, token: { env: T }, hosts: [r.example.com] } }\n"
        let reading = Configuration.parse(Array(text.utf8), file: "c.yaml", mode: .cluster, kinds: CredentialKinds.all)
        #expect(reading.errors.isEmpty)
        #expect(reading.diagnostics.contains { $0.description.contains("is the host of no entry of matchImages") })
    }
}
