import Kubernetes
import Synchronization
import TestAPIServer
import Text

extension Situation {
    private static let team = DoctorScene.team
    private static let copy = "pullpass-internal"

    /// What keeps Pullpass from its work.
    static let keeping = [
        Situation("no credential at the source", "copy-no-credential") { scene in
            try scene.server.deleteSecret(DoctorScene.home, "internal-token")
            try scene.server.deleteSecret(DoctorScene.home, "pullpass-master.internal")
            try scene.server.deleteSecret(team, copy)
            try scene.removePod()
        } hand: { scene in
            try scene.server.createSecret(DoctorScene.home, "internal-token", data: ["token": "right-2"])
        },
        Situation("a Secret of our name that is somebody else's", "copy-foreign") { scene in
            try scene.server.deleteSecret(team, copy)
            try secret(scene, copy, auths("registry.example.com", "eve", "wrong"))
            try scene.removePod()
        },
        Situation("a copy that was deleted while nobody leads", "no-leader") { scene in
            scene.world.withLock { ($0.keeps, $0.leads) = (false, false) }
            try scene.server.deleteSecret(team, copy)
            try scene.setLease("pullpass-1", renewed: WallClock.system.now() - .seconds(3600))
            try scene.removePod()
        } hand: { scene in
            scene.world.withLock { ($0.keeps, $0.leads) = (true, true) }
        },
        Situation("a copy that is not there yet", "copy-waiting") { scene in
            scene.world.withLock { $0.keeps = false }
            try scene.server.deleteSecret(team, copy)
            try scene.removePod()
        } hand: { scene in
            scene.world.withLock { $0.keeps = true }
        },
        Situation("an immutable copy with an older credential", "copy-immutable") { scene in
            try scene.makeCopyImmutable(copy)
            try scene.server.editSecret(DoctorScene.home, "internal-token", data: ["token": "right-3"])
            scene.world.withLock {
                $0.pullError = "failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized"
            }
            try await scene.rotate()
            try scene.removePod()
        } hand: { scene in
            scene.world.withLock { $0.pullError = nil }
        },
    ]

    /// What the kubelet says that no credential has a part in.
    static let kubelet = [
        Situation("a name that is none", "image-name") {
            try await $0.deploy(image: "registry.example.com/Shop:1")
        } hand: {
            try await $0.deploy()
        },
        failing("no route to the registry", "registry-silent", "dial tcp: lookup registry.example.com: no such host"),
        failing(
            "a certificate that the node does not trust",
            "registry-untrusted",
            "tls: failed to verify certificate: x509: certificate signed by unknown authority"
        ),
        failing(
            "too many pulls",
            "throttled",
            "429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit"
        ),
        failing(
            "no such image",
            "image-missing",
            "failed to resolve reference: registry.example.com/shop:1: not found"
        ),
        failing("another kind of processor", "platform", "no match for platform in manifest: not found"),
        failing(
            "no room on the node",
            "disk-full",
            "failed to extract layer: write /var/lib/containerd/x: no space left on device"
        ),
        failing("words that nobody knows", "other", "the moon is in the wrong house"),
    ]

    private static func failing(_ name: String, _ code: String, _ words: String) -> Situation {
        Situation(name, code) { scene in
            scene.world.withLock {
                $0.pullError = "failed to pull and unpack image \"registry.example.com/shop:1\": \(words)"
            }
        } hand: { scene in
            scene.world.withLock { $0.pullError = nil }
        }
    }
}
