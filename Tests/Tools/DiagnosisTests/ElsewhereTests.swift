import Causes
import Configuration
import Diagnosis
import Testing

/// What is wrong, and not with the Pod at hand.
@Suite struct `What lies elsewhere` {
    @Test(arguments: [0, 1])
    func `mends Pullpass, and never makes a Pod again that lacks nothing`(replicas: Int) {
        var facts = Facts.good
        facts.installation?.replicasWanted = replicas
        facts.webhook?.ready = 0
        let diagnosis = Diagnosis(facts)
        #expect(diagnosis.causes.first?.code == (replicas == 0 ? "webhook-scaled-down" : "webhook-down"))
        #expect(diagnosis.causes.first?.weight == .risk)
        let step = diagnosis.step
        #expect(
            step != nil && step?.words.contains("Pod again") == false && step?.command?.contains("delete pod") != true
        )
        // One that lacks its Secret for it has to be made again.
        facts.lackOurs()
        #expect(
            Diagnosis(facts).step?.words.contains("delete the Pod") == true,
            "\(Diagnosis(facts).step?.words ?? "")"
        )
    }

    @Test
    func `is a note where it is of a registry that is for no image of the Pod, and nothing where that was dropped`() {
        var facts = Facts.good
        facts.masters[1].hasCredential = false
        let diagnosis = Diagnosis(facts)
        #expect(diagnosis.causes.map(\.code) == ["credential-missing"] && diagnosis.isFine && diagnosis.step == nil)
        facts.masters.append(Facts.Master("dropped"))
        facts.masters[2].hasCredential = false
        #expect(Diagnosis(facts).causes.count == 1)
    }

    @Test(arguments: [true, false])
    func `is made of a master that has its own revision in each namespace: none`(isMark: Bool) {
        var facts = Facts.good
        facts.secrets[0].revision = "6"
        if isMark { facts.masters[0].revision = nil }
        #expect(Diagnosis(facts).causes.map(\.code) == (isMark ? [] : ["copy-stale"]))
    }

    @Test func `helps no ephemeral container, for which no Pod is deleted`() {
        var facts = Facts.good
        facts.lackOurs()
        facts.pod.images = [
            Facts.Image("docker.io/library/nginx:1", policy: .ifNotPresent),
            Facts.Image("ghcr.io/acme/tools:1", place: "ephemeral container debug", waiting: Said.anonymous),
        ]
        facts.pod.images[0].hasStarted = true
        facts.webhook?.dryRun = .given(["pullpass-hub"])
        facts.pod.secrets = ["pullpass-hub"]
        var hub = Facts.Secret("pullpass-hub", .keys([Facts.Key(Facts.legacy)]))
        (hub.isOurs, hub.revision) = (true, "7")
        facts.secrets = [hub]
        let diagnosis = Diagnosis(facts)
        #expect(diagnosis.causes.first?.code == "ephemeral-without", "\(diagnosis.causes.map(\.code))")
        #expect(diagnosis.step?.command == nil && diagnosis.step?.words.contains("--copy-to") == true)
        facts.namespace.labels = [:]
        #expect(Diagnosis(facts).step?.command?.contains("delete pod") != true)
    }

    @Test(
        arguments: [
            ("ghcr.io", Facts.Node.Mirror.References.all, "ghcr.io/acme/app:1", true),
            ("ghcr.io/acme", .all, "ghcr.io/acme/app:1", true), ("ghcr.io/ac", .all, "ghcr.io/acme/app:1", false),
            ("ghcr.io", .digests, "ghcr.io/acme/app:1", false), ("ghcr.io", .tags, "ghcr.io/acme/app:1", true),
            ("ghcr.io", .digests, "ghcr.io/acme/app@sha256:\(String(repeating: "a", count: 64))", true),
            ("ghcr.io", .tags, "ghcr.io/acme/app@sha256:\(String(repeating: "a", count: 64))", false),
        ]
    )
    func `is a mirror's fault only where the mirror is asked`(
        host: String,
        references: Facts.Node.Mirror.References,
        image: String,
        isAsked: Bool
    ) {
        var facts = Facts.good
        facts.pod.images = [Facts.Image(image, waiting: Said.notFound)]
        var node = Facts.Node("node-1")
        var mirror = Facts.Node.Mirror(host, address: "http://10.0.0.1:5000", hasUpstream: false)
        mirror.references = references
        node.mirrors = [mirror]
        facts.node = node
        #expect(Diagnosis(facts).causes.contains { $0.code == "mirror-alone" } == isAsked)
    }
}
