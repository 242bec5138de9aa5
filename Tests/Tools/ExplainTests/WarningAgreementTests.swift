import Admission
import Configuration
import Explain
import Images
import Injection
import Testing

/// The webhook warns of what `explain` says, in the same words.
@Suite("Warnings agree with explain")
struct WarningAgreementTests {
    private static func configuration() throws -> Configuration {
        let lists: [(String, [String], [String])] = [
            ("acme", ["ghcr.io/acme/", "docker.io/acme/"], []), ("corp", ["harbor.corp.example:8443"], []),
            ("wild", ["*.dkr.ecr.*.amazonaws.com"], []), ("others", ["quay.io/others/"], ["team-*"]),
            ("capital", ["Registry.corp.example/app"], []), ("hub", ["docker.io/hub-team/"], []),
        ]
        return Configuration(
            registries: try lists.map { name, patterns, namespaces in
                var registry = Registry(name: name, matchImages: try patterns.map { try ImagePattern(parsing: $0) })
                registry.namespaces.names = namespaces
                return registry
            }
        )
    }

    private static let images = [
        "ghcr.io/amce/app", "gchr.io/acme/app:1", "GHCR.io/acme/app", "ghcr.io:443/acme/app", "ghcr.io/acme/app",
        "ghcr.io/x/app",
        "harbor.corp.example/x", "harbour.corp.example:8443/x", "harbor.corp.example:8444/x", "acmee/app", "Acme/app",
        "nginx",
        "hub.docker.com/acme/app", "quay.io/othres/x", "quay.io/others/x", "registry.corp.example/app/x",
        "registry.corp.example/apq/x",
        "1.dkr.ecr.eu.amazonaws.com:443/x", "1.dkr.ecr.eu.amazonaw.com/x", "not an image", "hub-taem/x",
        "docker.io/hub-team/x",
    ]

    @Test("for each image, in a namespace that a registry is for and in another", arguments: ["default", "team-a"])
    func agree(namespace: String) throws {
        let configuration = try Self.configuration()
        let rules = AdmissionRules(configuration)
        let explainer = Explainer(configuration)
        var warned = 0
        for image in Self.images {
            let manifest = "{apiVersion: v1, kind: Pod, spec: {containers: [{name: c, image: '\(image)'}]}}"
            let explanation = explainer.explain(
                [ManifestInput(name: "-", bytes: Array(manifest.utf8))],
                defaultNamespace: namespace
            )
            let slips = explanation.verdicts.flatMap(\.images).flatMap(\.misses).filter(\.isSlip)
            let review = """
                {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","operation":"CREATE",\
                "resource":{"group":"","version":"v1","resource":"pods"},"namespace":"\(namespace)",\
                "object":{"spec":{"containers":[{"name":"c","image":"\(image)"}]}}}}
                """
            let answer = String(decoding: rules.answer(toReview: Array(review.utf8).span).body, as: UTF8.self)
            let isWarned = answer.contains("gets no Secret of registry")
            #expect(isWarned == !slips.isEmpty, "\(image): \(answer) \(slips)")
            for slip in slips {
                warned += 1
                let words = "image \(image) gets no Secret of registry \(slip.registry): \(slip.message)"
                // A long one is cut.
                let isSame = answer.contains(String(words.prefix(230)))
                #expect(isSame, "\(image): \(answer)")
            }
            let isLacking = explanation.verdicts.contains { $0.isLacking }
            if !slips.isEmpty { #expect(isLacking, "\(image)") }
        }
        #expect(warned >= 11)
    }
}
