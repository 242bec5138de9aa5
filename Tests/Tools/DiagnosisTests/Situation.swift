import Causes
import Configuration
import Diagnosis
import Images
import Testing
import Text

/// Something broken, in a cluster that is right but for it.
struct Situation: Sendable, CustomTestStringConvertible {
    /// What is broken, in a few words.
    let name: String
    /// The cause that comes first.
    let cause: String
    /// The whole command of the next step; nil for none.
    var command: String?
    let breaking: @Sendable (inout Facts) -> Void
    /// What the step does, carried out.
    let mending: @Sendable (inout Facts) -> Void

    var testDescription: String { name }

    init(
        _ name: String,
        _ cause: String,
        run command: String? = nil,
        _ breaking: @escaping @Sendable (inout Facts) -> Void,
        mended mending: @escaping @Sendable (inout Facts) -> Void
    ) {
        (self.name, self.cause, self.command, self.breaking, self.mending) = (name, cause, command, breaking, mending)
    }

    var broken: Facts {
        var facts = Facts.good
        breaking(&facts)
        return facts
    }
}

/// What kubelets say.
enum Said {
    private static func resolve(_ words: String) -> Facts.Waiting {
        Facts.Waiting(
            "ErrImagePull",
            "failed to pull and unpack image \"x/y\": failed to resolve reference \"x/y\": \(words)"
        )
    }

    static let unauthorized = resolve(
        "failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized"
    )
    static let anonymous = resolve(
        "failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized"
    )
    static let denied = resolve(
        "pull access denied, repository does not exist or may require authorization: insufficient_scope: authorization failed"
    )
    static let notFound = resolve("ghcr.io/acme/app:1: not found")
    static let throttled = resolve("429 Too Many Requests - toomanyrequests: You have reached your pull rate limit")
    static let noHost = resolve("dial tcp: lookup ghcr.io: no such host")
    static let untrusted = resolve("tls: failed to verify certificate: x509: certificate signed by unknown authority")
    static let backOff = Facts.Waiting(
        "ImagePullBackOff",
        "Back-off pulling image \"x/y\": ErrImagePull: \(anonymous.message)"
    )
    static let other = resolve("something that nobody has ever heard of")
}

extension Facts {
    static let noon = Timestamp(seconds: 1_780_000_000)
    static let legacy = ImagePattern.legacyDockerHubKey

    /// A Pod that Pullpass has given its Secret, in a cluster where all is right.
    static var good: Facts {
        var pod = Pod("web-1", images: [Image("ghcr.io/acme/app:1", policy: .ifNotPresent)], secrets: ["pullpass-ghcr"])
        pod.created = noon - .seconds(600)
        pod.owner = "deployment/web"
        pod.isControlled = true
        pod.node = "node-1"
        var facts = Facts(now: noon, pod: pod, namespace: Namespace("team", labels: ["pullpass.dev/inject": "enabled"]))
        facts.account = Account("default")
        facts.configuration = Configuration(
            registries: [
                registry("ghcr", "ghcr.io/acme/"), registry("hub", "docker.io"),
                registry("corp", "registry.corp.example:5000", names: ["prod-*"]),
                registry("gold", "gold.example", labels: ["tier": "gold"]),
            ]
        )
        var ours = Secret("pullpass-ghcr", .keys([Key("ghcr.io/acme/")]))
        (ours.isOurs, ours.revision) = (true, "7")
        facts.secrets = [ours]
        var installation = Installation(namespace: "pullpass")
        (installation.release, installation.replicasWanted) = ("pullpass", 2)
        installation.leaseEnds = noon + .seconds(15)
        facts.installation = installation
        var webhook = Webhook("pullpass")
        (webhook.authority, webhook.service, webhook.serviceExists, webhook.ready) = (
            .fits, "pullpass-webhook", true, 2
        )
        (webhook.port, webhook.servicePorts, webhook.selectsPod) = (443, [443], true)
        webhook.namespaceSelector = .optedIn
        webhook.certificateEnds = noon + .seconds(86_400)
        webhook.dryRun = .given(["pullpass-ghcr"])
        facts.webhook = webhook
        facts.masters = ["ghcr", "hub"].map { name in
            var master = Master(name)
            (master.revision, master.fetched, master.ends) = ("7", noon - .seconds(3600), noon + .seconds(3600))
            return master
        }
        return facts
    }

    private static func registry(
        _ name: String,
        _ pattern: String,
        names: [String] = [],
        labels: [String: String] = [:]
    ) -> Registry {
        let patterns = [try? ImagePattern(parsing: pattern)].compactMap(\.self)
        return Registry(name: name, matchImages: patterns, namespaces: NamespaceRule(names: names, labels: labels))
    }

    /// The Pod has no Secret of ours, and fails for it.
    mutating func lackOurs() {
        pod.secrets = []
        secrets = []
        pod.images[0].waiting = Said.anonymous
    }

    /// The Pod is made again where all is right.
    mutating func makeAgain() {
        let good = Facts.good
        (pod.secrets, secrets, pod.created) = (good.pod.secrets, good.secrets, good.now)
        pod.images[0].waiting = nil
    }

    /// The Pod pulls from a registry that no rule is for, with a Secret of its own.
    mutating func useOwn(_ content: Secret.Content, image: String = "quay.io/team/app:1") {
        pod.images[0].image = image
        pod.images[0].waiting = Said.anonymous
        pod.secrets = ["own"]
        secrets = [Secret("own", content)]
    }

    /// What all but the first Secret's content leave as it is.
    mutating func set(_ content: Secret.Content) { secrets[0].content = content }

    /// The kubelet has tried again.
    mutating func pulled() { pod.images[0].waiting = nil }
}
