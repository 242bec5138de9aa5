import Configuration
import Diagnosis
import Text

extension Situation {
    private static let delete = "kubectl -n team delete pod web-1"
    private static let label = "kubectl label namespace team --overwrite pullpass.dev/inject=enabled && " + delete
    private static let restart =
        "kubectl -n pullpass rollout restart deployment/pullpass && kubectl -n pullpass rollout status deployment/pullpass --timeout=2m && "
        + delete
    private static let again =
        "helm get manifest pullpass --namespace pullpass | kubectl apply --namespace pullpass -f - && " + delete
    private static let deleteCopy = "kubectl -n team delete secret pullpass-ghcr"
    private static let logs = "kubectl -n pullpass logs deployment/pullpass --since=10m"
    private static let check =
        "kubectl -n pullpass exec deployment/pullpass -- /pullpass check --config /etc/pullpass/config.yaml --registry ghcr"
    private static let quota = "kubectl -n team describe quota"

    /// The webhook is broken in one way, and the Pod was made meanwhile.
    private static func webhook(
        _ name: String,
        _ cause: String,
        run command: String?,
        _ breaking: @escaping @Sendable (inout Facts.Webhook) -> Void
    ) -> Situation {
        Situation(name, cause, run: command) {
            $0.lackOurs()
            guard var webhook = $0.webhook else { return }
            breaking(&webhook)
            $0.webhook = webhook
        } mended: {
            $0.webhook = Facts.good.webhook
            $0.makeAgain()
        }
    }

    /// Our copy is not there, and the leader says why.
    private static func copy(_ name: String, _ cause: String, run command: String?, told reason: String?) -> Situation {
        Situation(name, cause, run: command) {
            $0.secrets = [Facts.Secret("pullpass-ghcr", .absent)]
            $0.pod.images[0].waiting = Said.anonymous
            if let reason {
                $0.namespace.events = [
                    Facts.Event(reason, "the API server's words", kind: "Secret", name: "pullpass-ghcr", isOurs: true)
                ]
            }
        } mended: {
            $0.namespace.events = []
            $0.makeAgain()
        }
    }

    /// The rules, the namespace, the webhook, the copies, the credentials.
    static let pullpass = [
        Situation("namespace without the label", "namespace-unlabelled", run: label) {
            $0.lackOurs()
            $0.namespace.labels = ["kubernetes.io/metadata.name": "team"]
        } mended: {
            $0.namespace.labels = ["pullpass.dev/inject": "enabled"]
            $0.makeAgain()
        },
        Situation("label misspelt", "label-misspelt", run: label) {
            $0.lackOurs()
            $0.namespace.labels = ["pullpass.dev/inject": "enable"]
        } mended: {
            $0.namespace.labels = ["pullpass.dev/inject": "enabled"]
            $0.makeAgain()
        },
        Situation("label written as an annotation", "label-misspelt", run: label) {
            $0.lackOurs()
            $0.namespace.labels = [:]
            $0.namespace.annotations = ["pullpass.dev/inject": "enabled"]
        } mended: {
            $0.namespace.labels = ["pullpass.dev/inject": "enabled"]
            $0.makeAgain()
        },
        Situation("label after the Pod", "made-before", run: delete) {
            $0.lackOurs()
            $0.namespace.labelled = Facts.noon - .seconds(60)
        } mended: {
            $0.makeAgain()
        },
        Situation("webhook registered after the Pod", "made-before", run: delete) {
            $0.lackOurs()
            $0.webhook?.created = Facts.noon - .seconds(60)
        } mended: {
            $0.makeAgain()
        },
        Situation(
            "late label, and nobody makes the Pod again",
            "made-before",
            run: "kubectl -n team get pod web-1 -o yaml | kubectl replace --force -f -"
        ) {
            $0.lackOurs()
            ($0.pod.owner, $0.pod.isControlled) = (nil, false)
        } mended: {
            $0.makeAgain()
        },
        Situation("namespace that is always left out", "namespace-excluded") {
            $0.lackOurs()
            $0.namespace.name = "kube-system"
        } mended: {
            $0.configuration?.injection.systemNamespaces = ["kube-system"]
            $0.makeAgain()
        },
        Situation("ServiceAccount that does not name our Secret, where nothing else gives it", "account-without") {
            $0.lackOurs()
            $0.configuration?.injection.engine = .nothing
            $0.webhook?.exists = false
        } mended: {
            $0.account?.secrets = ["pullpass-ghcr"]
            $0.makeAgain()
        },
        Situation(
            "namespace that may not be read",
            "namespace-not-seen",
            run: "kubectl get namespace team --show-labels"
        ) {
            $0.lackOurs()
            $0.namespace.labels = nil
            $0.webhook?.dryRun = nil
        } mended: {
            $0.namespace.labels = ["pullpass.dev/inject": "enabled"]
            $0.makeAgain()
        },
        Situation("Pod that opts out", "pod-opts-out") {
            $0.lackOurs()
            $0.pod.optOut = "pullpass.dev/inject=disabled"
        } mended: {
            $0.pod.optOut = nil
            $0.makeAgain()
        },
        Situation("static Pod", "static-pod") {
            $0.lackOurs()
            $0.pod.isMirror = true
        } mended: {
            var node = Facts.Node("node-1")
            node.file = Facts.Node.File(keys: [Facts.Key("ghcr.io")])
            $0.node = node
            $0.pod.isMirror = false
            $0.makeAgain()
        },
        Situation("rule for another port", "rule-misses-image") {
            $0.lackOurs()
            $0.pod.images[0].image = "registry.corp.example/app:1"
        } mended: {
            $0.pod.images[0].image = "ghcr.io/acme/app:1"
            $0.makeAgain()
        },
        Situation("rule for another path", "rule-misses-image") {
            $0.lackOurs()
            $0.pod.images[0].image = "ghcr.io/acne/app:1"
        } mended: {
            $0.pod.images[0].image = "ghcr.io/acme/app:1"
            $0.makeAgain()
        },
        Situation("rule for other namespaces", "rule-not-here") {
            $0.lackOurs()
            $0.pod.images[0].image = "registry.corp.example:5000/app:1"
        } mended: {
            $0.configuration?.registries[2].namespaces.names.append("team")
            $0.pod.secrets = ["pullpass-corp"]
            var ours = Facts.Secret("pullpass-corp", .keys([Facts.Key("registry.corp.example:5000")]))
            ours.isOurs = true
            $0.secrets = [ours]
            $0.pulled()
        },
        Situation(
            "rule for namespaces with a label",
            "rule-labels",
            run: "kubectl label namespace team --overwrite tier=gold && " + delete
        ) {
            $0.lackOurs()
            $0.pod.images[0].image = "gold.example/app:1"
        } mended: {
            $0.namespace.labels?["tier"] = "gold"
            $0.pod.secrets = ["pullpass-gold"]
            var ours = Facts.Secret("pullpass-gold", .keys([Facts.Key("gold.example")]))
            ours.isOurs = true
            $0.secrets = [ours]
            $0.pulled()
        },
        webhook("webhook not registered", "webhook-missing", run: again) { $0.exists = false },
        webhook("no caBundle", "webhook-ca-missing", run: restart) { $0.authority = .missing },
        webhook("caBundle of another authority", "webhook-ca-wrong", run: restart) {
            $0.authority = .wrong("it is CN=old")
        },
        webhook("certificate over", "webhook-certificate-ended", run: restart) {
            $0.certificateEnds = Facts.noon - .seconds(1)
        },
        webhook("Service deleted", "webhook-no-service", run: again) { $0.serviceExists = false },
        webhook(
            "no Pod of ours ready",
            "webhook-down",
            run: "kubectl -n pullpass describe pods -l app.kubernetes.io/name=pullpass"
        ) {
            $0.ready = 0
        },
        webhook("Service with another port", "webhook-port", run: again) { $0.servicePorts = [8443] },
        webhook("registration that selects other namespaces", "webhook-not-selecting", run: nil) {
            $0.namespaceSelector = LabelSelector(matchLabels: ["other": "label"])
        },
        webhook("registration that selects other Pods", "webhook-not-selecting", run: nil) { $0.selectsPod = false },
        webhook("way to the webhook closed", "webhook-not-called", run: nil) { $0.dryRun = .nothing(wasCalled: false) },
        webhook("replica with another configuration", "webhook-other-configuration", run: restart) {
            $0.dryRun = .nothing(wasCalled: true)
        },
        Situation(
            "scaled to none",
            "webhook-scaled-down",
            run:
                "kubectl -n pullpass scale deployment/pullpass --replicas=2 && kubectl -n pullpass rollout status deployment/pullpass --timeout=2m && "
                + delete
        ) {
            $0.lackOurs()
            $0.installation?.replicasWanted = 0
            $0.webhook?.ready = 0
        } mended: {
            $0.installation?.replicasWanted = 2
            $0.webhook?.ready = 2
            $0.makeAgain()
        },
        Situation(
            "webhook that refuses Pods",
            "webhook-refuses",
            run: "kubectl patch mutatingwebhookconfiguration pullpass --type json --patch "
                + "'[{\"op\":\"replace\",\"path\":\"/webhooks/0/failurePolicy\",\"value\":\"Ignore\"}]'"
        ) {
            $0.pod.created = nil
            $0.webhook?.fails = true
            $0.pod.events = [
                Facts.Event(
                    "FailedCreate",
                    "Error creating: failed calling webhook \"pullpass.example\": connection refused",
                    kind: "ReplicaSet"
                )
            ]
        } mended: {
            $0.webhook?.fails = false
            $0.pod.events = []
        },
        Situation("quota of Pods", "quota-of-pods", run: quota) {
            $0.pod.created = nil
            $0.pod.events = [
                Facts.Event("FailedCreate", "pods \"web\" is forbidden: exceeded quota: q", kind: "ReplicaSet")
            ]
        } mended: {
            $0.pod.events = []
        },
        Situation(
            "Pod Security Standard that refuses the Pod",
            "pod-refused",
            run: "kubectl -n team describe deployment/web"
        ) {
            $0.pod.created = nil
            $0.pod.owner = "deployment/web"
            $0.pod.events = [
                Facts.Event(
                    "FailedCreate",
                    "Error creating: pods \"web\" is forbidden: violates PodSecurity \"restricted:latest\"",
                    kind: "ReplicaSet"
                )
            ]
        } mended: {
            $0.pod.events = []
        },
        copy("quota of Secrets", "copy-quota", run: quota, told: "QuotaExceeded"),
        copy(
            "right to write missing",
            "copy-forbidden",
            run: "kubectl auth can-i create secrets/pullpass-ghcr -n team --as system:serviceaccount:pullpass:pullpass",
            told: "AccessDenied"
        ),
        copy("policy that refuses our Secrets", "copy-refused", run: nil, told: "SecretRefused"),
        copy("somebody who prunes our Secrets", "copy-undone", run: nil, told: "SecretUndone"),
        copy("copy about to come", "copy-waiting", run: logs, told: nil),
        Situation("nobody leads", "no-leader", run: logs) {
            $0.secrets = [Facts.Secret("pullpass-ghcr", .absent)]
            $0.pod.images[0].waiting = Said.anonymous
            $0.installation?.leaseEnds = Facts.noon - .seconds(300)
        } mended: {
            $0.installation?.leaseEnds = Facts.noon + .seconds(15)
            $0.makeAgain()
        },
        Situation("our Secret emptied by hand", "copy-changed", run: deleteCopy) {
            $0.secrets[0].content = .keys([])
            $0.pod.images[0].waiting = Said.anonymous
        } mended: {
            $0.makeAgain()
        },
        Situation("no Lease", "no-leader", run: logs) {
            $0.secrets = [Facts.Secret("pullpass-ghcr", .absent)]
            $0.pod.images[0].waiting = Said.anonymous
            $0.installation?.lacksLease = true
        } mended: {
            $0.installation?.lacksLease = false
            $0.makeAgain()
        },
        Situation("label taken away behind the Pod", "namespace-unlabelled", run: label) {
            $0.secrets = [Facts.Secret("pullpass-ghcr", .absent)]
            $0.namespace.labels = [:]
            $0.pod.images[0].waiting = Said.anonymous
        } mended: {
            $0.namespace.labels = ["pullpass.dev/inject": "enabled"]
            $0.makeAgain()
        },
        Situation("somebody else's Secret of our name", "copy-foreign", run: deleteCopy) {
            $0.secrets[0].isOurs = false
            $0.pod.images[0].waiting = Said.unauthorized
        } mended: {
            $0.makeAgain()
        },
        Situation("immutable copy", "copy-immutable", run: deleteCopy) {
            ($0.secrets[0].isImmutable, $0.secrets[0].revision) = (true, "6")
            $0.pod.images[0].waiting = Said.unauthorized
        } mended: {
            $0.makeAgain()
        },
        Situation("copy that a finalizer keeps", "copy-outdated", run: deleteCopy) {
            $0.secrets[0].revision = "6"
            $0.namespace.events = [
                Facts.Event(
                    "SecretTerminating",
                    "a finalizer keeps it",
                    kind: "Secret",
                    name: "pullpass-ghcr",
                    isOurs: true
                )
            ]
            $0.pod.images[0].waiting = Said.unauthorized
        } mended: {
            $0.namespace.events = []
            $0.makeAgain()
        },
        Situation("copy that is stale for no known reason", "copy-stale", run: deleteCopy) {
            $0.secrets[0].revision = "6"
            $0.pod.images[0].waiting = Said.unauthorized
        } mended: {
            $0.makeAgain()
        },
        Situation("registry without a credential", "copy-no-credential", run: check) {
            $0.secrets = [Facts.Secret("pullpass-ghcr", .absent)]
            ($0.masters[0].hasCredential, $0.masters[0].lastError) = (false, "Secret pullpass/ghcr is not there")
            $0.pod.images[0].waiting = Said.anonymous
        } mended: {
            $0.masters = Facts.good.masters
            $0.makeAgain()
        },
        Situation("credential over", "credential-ended", run: check) {
            ($0.masters[0].ends, $0.masters[0].lastError) = (Facts.noon - .seconds(5), "403 of sts.example")
            $0.pod.images[0].waiting = Said.unauthorized
        } mended: {
            $0.masters = Facts.good.masters
            $0.pulled()
        },
        Situation("credential withdrawn at the registry", "our-login-refused", run: check) {
            $0.pod.images[0].waiting = Said.unauthorized
            $0.answers = [
                Facts.Answer(.refused, image: "ghcr.io/acme/app:1", secret: "pullpass-ghcr", key: "ghcr.io/acme/")
            ]
        } mended: {
            $0.answers = []
            $0.pulled()
        },
        Situation("credential that cannot be renewed before its end", "credential-ending", run: check) {
            $0.masters[0].lastError = "403 of sts.example"
        } mended: {
            $0.masters = Facts.good.masters
        },
        Situation("configuration that is refused", "configuration-refused") {
            $0.installation?.configurationProblem = "line 3: registries is missing"
        } mended: {
            $0.installation?.configurationProblem = nil
        },
    ]
}
