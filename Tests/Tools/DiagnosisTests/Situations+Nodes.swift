import Diagnosis
import Text

extension Situation {
    /// What the registry or the node says or does.
    static let nodes = [
        Situation("image that no kubelet can read", "image-name") {
            $0.pod.images[0].image = "ghcr.io/Acme/app:1"
            $0.pod.images[0].waiting = Facts.Waiting("InvalidImageName", "couldn't parse image name")
        } mended: {
            $0.pod.images[0].image = "ghcr.io/acme/app:1"
            $0.pulled()
        },
        Situation("policy Never", "never-pulled") {
            $0.pod.images[0].policy = .never
            $0.pod.images[0].waiting = Facts.Waiting("ErrImageNeverPull", "is not present with pull policy of Never")
        } mended: {
            $0.pod.images[0].policy = .ifNotPresent
            $0.pulled()
        },
        Situation("tag that is not there", "image-missing") {
            $0.pod.images[0].waiting = Said.notFound
        } mended: {
            $0.pulled()
        },
        Situation("user without access", "access-denied") {
            $0.pod.images[0].waiting = Said.denied
        } mended: {
            $0.pulled()
        },
        Situation("too many requests", "throttled") {
            $0.pod.images[0].waiting = Said.throttled
        } mended: {
            $0.pulled()
        },
        Situation("registry without a name", "registry-silent") {
            $0.pod.images[0].waiting = Said.noHost
        } mended: {
            $0.pulled()
        },
        Situation("registry that the node does not trust", "registry-untrusted") {
            $0.pod.images[0].waiting = Said.untrusted
        } mended: {
            $0.pulled()
        },
        Situation("full disk", "disk-full", run: "kubectl describe node node-1") {
            $0.pod.images[0].waiting = Facts.Waiting("ErrImagePull", "write /var/lib/x: no space left on device")
        } mended: {
            $0.pulled()
        },
        Situation("image for other processors", "platform") {
            $0.pod.images[0].waiting = Facts.Waiting("ErrImagePull", "no match for platform in manifest: not found")
        } mended: {
            $0.pulled()
        },
        Situation("signature", "runtime-policy") {
            $0.pod.images[0].waiting = Facts.Waiting("SignatureValidationFailed", "no signature")
        } mended: {
            $0.pulled()
        },
        Situation("Secret that came after the last try", "back-off", run: "kubectl -n team delete pod web-1") {
            $0.pod.images[0].waiting = Said.backOff
        } mended: {
            $0.pulled()
        },
        Situation("words that nobody knows", "other", run: "kubectl -n team describe pod web-1") {
            $0.pod.images[0].waiting = Said.other
        } mended: {
            $0.pulled()
        },
        Situation("config.json of the node torn", "node-file-broken") {
            $0.useOwn(.absent)
            ($0.pod.secrets, $0.secrets) = ([], [])
            var node = Facts.Node("node-1")
            node.file = Facts.Node.File()
            node.file?.problem = "the credentials are no valid JSON at byte 12"
            $0.node = node
        } mended: {
            $0.node?.file = Facts.Node.File(keys: [Facts.Key("quay.io")])
            $0.pulled()
        },
        Situation("config.json of the node newer than what the kubelet read", "node-file-stale") {
            $0.useOwn(.absent)
            ($0.pod.secrets, $0.secrets) = ([], [])
            $0.pod.images[0].waiting = Said.unauthorized
            var node = Facts.Node("node-1")
            node.file = Facts.Node.File(keys: [Facts.Key("quay.io")])
            node.file?.written = Facts.noon - .seconds(100)
            node.file?.kubeletStarted = Facts.noon - .seconds(9000)
            $0.node = node
        } mended: {
            $0.node?.file?.written = Facts.noon - .seconds(400)
            $0.pulled()
        },
        Situation("config.json of the node after the kubelet's first look", "node-file-late") {
            $0.useOwn(.absent)
            ($0.pod.secrets, $0.secrets) = ([], [])
            var node = Facts.Node("node-1")
            node.file = Facts.Node.File(keys: [Facts.Key("quay.io")])
            node.file?.written = Facts.noon - .seconds(100)
            node.file?.kubeletStarted = Facts.noon - .seconds(120)
            $0.node = node
        } mended: {
            $0.node?.file?.written = Facts.noon - .seconds(400)
            $0.pulled()
        },
        Situation("plugin that the kubelet does not run", "plugin-not-in-force") {
            $0.useOwn(.absent)
            ($0.pod.secrets, $0.secrets) = ([], [])
            var node = Facts.Node("node-1")
            var plugin = Facts.Node.Plugin("pullpass", matchImages: ["quay.io"])
            plugin.notInForce = "the kubelet runs with an older configuration"
            node.plugins = [plugin]
            $0.node = node
        } mended: {
            $0.node?.plugins[0].notInForce = nil
            $0.node?.plugins[0].keys = [Facts.Key("quay.io")]
            $0.pulled()
        },
        Situation("plugin that fails", "plugin-failing") {
            $0.useOwn(.absent)
            ($0.pod.secrets, $0.secrets) = ([], [])
            var node = Facts.Node("node-1")
            var plugin = Facts.Node.Plugin("pullpass", matchImages: ["quay.io"])
            plugin.failure = "exit status 1: no identity"
            node.plugins = [plugin]
            $0.node = node
        } mended: {
            $0.node?.plugins[0].failure = nil
            $0.node?.plugins[0].keys = [Facts.Key("quay.io")]
            $0.pulled()
        },
        Situation("credential of a plugin refused", "node-login-refused") {
            $0.useOwn(.absent)
            ($0.pod.secrets, $0.secrets) = ([], [])
            $0.pod.images[0].waiting = Said.unauthorized
            var node = Facts.Node("node-1")
            var plugin = Facts.Node.Plugin("pullpass", matchImages: ["quay.io"])
            plugin.keys = [Facts.Key("quay.io")]
            node.plugins = [plugin]
            $0.node = node
        } mended: {
            $0.pulled()
        },
        Situation("the runtime's own login put out of use by an empty entry", "runtime-login-unused") {
            $0.useOwn(.keys([Facts.Key("quay.io", isEmpty: true), Facts.Key("ghcr.io")]))
            var node = Facts.Node("node-1")
            node.runtimeLogins = ["quay.io"]
            $0.node = node
        } mended: {
            $0.set(.keys([Facts.Key("ghcr.io")]))
            $0.pulled()
        },
        Situation("mirror alone, which refuses", "mirror-alone") {
            $0.pod.images[0].waiting = Said.denied
            var node = Facts.Node("node-1")
            node.mirrors = [Facts.Node.Mirror("ghcr.io", address: "http://10.0.0.1:5000", hasUpstream: false)]
            $0.node = node
        } mended: {
            $0.node?.mirrors = []
            $0.pulled()
        },
    ]
}
