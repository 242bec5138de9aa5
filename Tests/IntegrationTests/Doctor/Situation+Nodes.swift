import Kubernetes
import Synchronization
import TestAPIServer
import Text

extension Situation {
    private static let team = DoctorScene.team
    private static let other = "quay.example.net"
    private static let image = "quay.example.net/shop:1"

    private static func logins(_ key: String, _ user: String = "team", _ password: String = "right-team") -> String {
        auths(key, user, password)[".dockerconfigjson"] ?? ""
    }

    /// What a node has by itself, told from files that somebody gathered.
    static let nodes = [
        Situation("on the node for somebody else's Secret, and the own one is wrong", "login-refused", host: other) {
            scene in
            try secret(scene, "own", auths(other, "team", "wrong"))
            try await scene.deploy(
                image: image,
                secrets: ["own"],
                container: #","imagePullPolicy":"IfNotPresent""#
            )
            scene.record("quay.example.net/shop", of: "own", in: "team-b")
        },
        Situation("Never, and on the node for another Secret", "never-pulled") { scene in
            try await scene.deploy(container: #","imagePullPolicy":"Never""#)
            scene.record("registry.example.com/shop", of: "theirs", in: "team-b")
        } hand: {
            try await $0.deploy(container: #","imagePullPolicy":"IfNotPresent""#)
        },
        Situation("config.json renewed, and the kubelet has the old one in memory", "node-file-stale") { scene in
            try await scene.deploy(image: image)
            scene.write(DoctorScene.loginsPath, logins(other))
            scene.world.withLock {
                $0.rememberedLogins = logins(other, "team", "wrong")
                $0.loginsWritten = WallClock.system.now() - .seconds(20)
            }
        } hand: { scene in
            scene.world.withLock { ($0.rememberedLogins, $0.loginsWritten) = (nil, nil) }
        },
        Situation("config.json that is torn", "node-file-broken") { scene in
            try await scene.deploy(image: image)
            scene.write(DoctorScene.loginsPath, String(logins(other).dropLast(20)))
        } hand: { scene in
            scene.write(DoctorScene.loginsPath, logins(other))
        },
        Situation("config.json with a credential that is refused", "node-login-refused") { scene in
            try await scene.deploy(image: image)
            scene.write(DoctorScene.loginsPath, logins(other, "team", "wrong"))
        } hand: { scene in
            scene.write(DoctorScene.loginsPath, logins(other))
        },
        Situation("an entry of config.json that hides the good one", "access-denied") { scene in
            try scene.configure(
                DoctorScene.configuration().replacing(#"["docker.io"]"#, with: #"["docker.io/company/"]"#)
            )
            try await scene.deploy(image: "team/app:1")
            scene.write(
                DoctorScene.loginsPath,
                #"{"auths":{"docker.io":{"username":"eve","password":"other"},"https://index.docker.io/v1/":{"username":"team","password":"right-team"}}}"#
            )
        } hand: { scene in
            scene.write(DoctorScene.loginsPath, logins("https://index.docker.io/v1/"))
        },
        Situation(
            "a Pod's legacy key, and docker.io in config.json",
            "login-refused",
            host: "https://index.docker.io/v1/"
        ) {
            scene in
            try scene.configure(
                DoctorScene.configuration().replacing(#"["docker.io"]"#, with: #"["docker.io/company/"]"#)
            )
            try secret(scene, "own", auths("https://index.docker.io/v1/", "team", "wrong"))
            try await scene.deploy(image: "team/app:1", secrets: ["own"])
            scene.write(DoctorScene.loginsPath, logins("docker.io", "team", "wrong"))
        },
        Situation("a mirror that nobody is behind", "mirror-alone") { scene in
            scene.write(
                "certs.d/_default/hosts.toml",
                "[host.\"https://mirror.example.com\"]\n  capabilities = [\"pull\", \"resolve\"]\n"
            )
        } hand: { scene in
            scene.write(
                "certs.d/_default/hosts.toml",
                nil
            )
            scene.write("certs.d/registry.example.com/hosts.toml", "server = \"https://registry.example.com\"\n")
        },
        Situation(
            "a mirror before a registry that refuses",
            "login-refused",
            host: other,
            note: "mirror-gets-credential"
        ) { scene in
            try secret(scene, "own", auths(other, "team", "wrong"))
            try await scene.deploy(image: image, secrets: ["own"])
            scene.write(
                "certs.d/quay.example.net/hosts.toml",
                "server = \"https://quay.example.net\"\n[host.\"https://mirror.example.com\"]\n  capabilities = [\"pull\"]\n"
            )
        },
        Situation("a kubelet that was started without its providers", "plugin-not-in-force") { scene in
            try await scene.deploy(image: image)
            scene.writeProvider(other)
            scene.write(
                DoctorScene.logPath,
                #"I1129 10:00:00.1 1 flags.go:64] FLAG: --image-credential-provider-config="""#
            )
        } hand: { scene in
            scene.write(
                DoctorScene.logPath,
                #"I1129 11:00:00.1 1 flags.go:64] FLAG: --image-credential-provider-config="/etc/kubernetes/provider.yaml""#
            )
            scene.world.withLock { $0.provided = logins(other) }
        },
        Situation("a credential provider that dies", "plugin-failing") { scene in
            try await scene.deploy(image: image)
            scene.writeProvider(other)
            scene.write(
                DoctorScene.logPath,
                #"E1129 10:00:00.1 1 plugin.go:1] "Failed to provide credentials for image" err="failed to get credential from external registry credential provider: error execing credential provider plugin pullpass for image quay.example.net/shop: exit status 1: no metadata server, password=right-secret""#
            )
        } hand: { scene in
            scene.write(DoctorScene.logPath, "")
            scene.world.withLock { $0.provided = logins(other) }
        },
        Situation("a credential provider that answers for another host", "plugin-without-credential") { scene in
            try await scene.deploy(image: image)
            scene.writeProvider(other)
            scene.world.withLock { $0.provided = logins("elsewhere.example.org") }
        } hand: { scene in
            scene.world.withLock { $0.provided = logins(other) }
        },
        Situation("a credential provider for other images", "no-rule", note: "plugin-not-for-image") { scene in
            try await scene.deploy(image: image)
            scene.writeProvider("elsewhere.example.org")
        } hand: { scene in
            scene.writeProvider(other)
            scene.world.withLock { $0.provided = logins(other) }
        },
        Situation(
            "the runtime's own credential, which an empty entry puts out of use",
            "secret-empty",
            host: other,
            note: "runtime-login-unused"
        ) {
            scene in
            try secret(scene, "own", auths(other, "", ""))
            try await scene.deploy(image: image, secrets: ["own"])
            scene.write(
                "containerd/config.toml",
                "[plugins.\"io.containerd.grpc.v1.cri\".registry.configs.\"quay.example.net\".auth]\n  username = \"node\"\n  password = \"right-node\"\n"
            )
        } hand: { scene in
            try secret(scene, "good", auths(other))
            try await scene.deploy(image: image, secrets: ["good"])
        },
    ]

    /// Where in a Pod an image stands, and what stands beside it.
    static let places = [
        Situation("an image volume without a credential", "secret-missing", host: other) { scene in
            try await scene.deploy(
                secrets: ["own"],
                spec: #","volumes":[{"name":"data","image":{"reference":"quay.example.net/data:1"}}]"#
            )
        },
        Situation("an ephemeral container without a credential", "secret-missing", host: other) { scene in
            try await scene.deploy(secrets: ["own"])
            try await scene.settle()
            try scene.server.edit(
                scene.pod,
                mergePatch:
                    #"{"spec":{"ephemeralContainers":[{"name":"debug","image":"quay.example.net/debug:1"}]}}"#
            )
        },
        Situation(
            "an empty entry in front of a wrong credential",
            "login-refused",
            host: other,
            note: "anonymous-first"
        ) {
            scene in
            try secret(
                scene,
                "own",
                [
                    ".dockerconfigjson":
                        #"{"auths":{"quay.example.net/shop":{},"quay.example.net":{"username":"team","password":"wrong"}}}"#
                ]
            )
            try await scene.deploy(image: image, secrets: ["own"])
        },
        Situation("a Pod that opts out by an annotation", "pod-opts-out") { scene in
            try await scene.deploy(annotations: #""pullpass.dev/inject":"disabled""#)
        } hand: {
            try await $0.deploy()
        },
        Situation(
            "a registry for other namespaces, and the own Secret is wrong",
            "login-refused",
            note: "rule-not-here"
        ) {
            scene in
            try scene.configure(DoctorScene.configuration(more: #"namespaces: { names: ["prod-*"] }"#))
            try secret(scene, "own", auths("registry.example.com", "team", "wrong"))
            try await scene.deploy(secrets: ["own"])
        },
        Situation("a reader without the right to read Secrets", "needs-credential", host: other) { scene in
            try secret(scene, "own", auths(other, "team", "wrong"))
            try await scene.deploy(image: image, secrets: ["own"])
            scene.server.setUser(
                "reader",
                token: "reader-token",
                rules: [
                    AccessRule(
                        verbs: ["get", "list"],
                        groups: [
                            "", "apps", "coordination.k8s.io", "admissionregistration.k8s.io", "discovery.k8s.io",
                        ],
                        resources: [
                            "pods", "events", "namespaces", "serviceaccounts", "deployments", "leases", "services",
                            "mutatingwebhookconfigurations", "endpointslices", "configmaps",
                        ]
                    )
                ]
            )
            scene.world.withLock { $0.reader = "reader-token" }
        } hand: { scene in
            scene.world.withLock { $0.reader = nil }
        },
    ]
}
