import Kubernetes
import TestAPIServer

extension Situation {
    private static let team = DoctorScene.team
    private static let other = "quay.example.net"
    private static let image = "quay.example.net/shop:1"

    /// Content of a pull Secret with one entry.
    static func auths(_ key: String, _ user: String = "team", _ password: String = "right-team") -> [String: String] {
        [".dockerconfigjson": #"{"auths":{"\#(key)":{"username":"\#(user)","password":"\#(password)"}}}"#]
    }

    static func secret(_ scene: DoctorScene, _ name: String, in namespace: String = team, _ data: [String: String])
        throws
    {
        try scene.server.createSecret(namespace, name, type: "kubernetes.io/dockerconfigjson", data: data)
    }

    /// What is wrong with a team's own Secrets.
    static let secrets = [
        Situation("no such Secret", "secret-missing", host: other) {
            try await $0.deploy(image: image, secrets: ["own"])
        },
        Situation("the Secret is in another namespace", "secret-elsewhere") { scene in
            try scene.server.createNamespace("team-b")
            try secret(scene, "own", in: "team-b", auths(other))
            try await scene.deploy(image: image, secrets: ["own"])
        },
        Situation("a slip in the Secret's name", "secret-misspelt") { scene in
            try secret(scene, "regcred", auths(other))
            try await scene.deploy(image: image, secrets: ["regcerd"])
        },
        Situation("a Secret of type Opaque", "secret-type") { scene in
            try scene.server.createSecret(team, "own", data: auths(other))
            try await scene.deploy(image: image, secrets: ["own"])
        },
        Situation("an entry that cannot be decoded, beside a good Secret", "secret-unreadable") { scene in
            try secret(scene, "own", [".dockerconfigjson": #"{"auths":{"elsewhere.example.org":{"auth":"%%%"}}}"#])
            try await scene.deploy(secrets: ["own"])
        },
        Situation("no entry at all", "secret-empty", host: other) { scene in
            try secret(scene, "own", [".dockerconfigjson": #"{"auths":{}}"#])
            try await scene.deploy(image: image, secrets: ["own"])
        },
        Situation("the wrong password", "login-refused", host: other) { scene in
            try secret(scene, "own", auths(other, "team", "wrong"))
            try await scene.deploy(image: image, secrets: ["own"])
        },
        Situation("a user who may not pull", "access-denied", host: other) { scene in
            try secret(scene, "own", auths(other, "eve", "other"))
            try await scene.deploy(image: image, secrets: ["own"])
        } hand: { scene in
            try scene.server.editSecret(team, "own", data: auths(other).mapValues { $0 })
        },
        Situation("the ServiceAccount's Secret, which the Pod's own list puts out of use", "account-ignored") { scene in
            try secret(scene, "pull", auths(other))
            try secret(scene, "own", auths("elsewhere.example.org"))
            try scene.server.edit(
                .serviceAccounts(namespace: team, name: "default"),
                mergePatch: #"{"imagePullSecrets":[{"name":"pull"}]}"#
            )
            try await scene.deploy(image: image, secrets: ["own"])
        },
        Situation("the ServiceAccount has its Secret since the Pod was made", "account-later") { scene in
            try await scene.deploy(image: image)
            try await scene.settle()
            try secret(scene, "pull", auths(other))
            try scene.server.edit(
                .serviceAccounts(namespace: team, name: "default"),
                mergePatch: #"{"imagePullSecrets":[{"name":"pull"}]}"#
            )
        },
    ]

    /// What the keyring does with keys.
    static let keys = [
        Situation("a key in capitals", "key-misses-image") { scene in
            try secret(scene, "own", auths("Quay.example.net"))
            try await scene.deploy(image: image, secrets: ["own"])
        },
        Situation("a key with the standard port", "key-misses-image") { scene in
            try secret(scene, "own", auths("quay.example.net:443"))
            try await scene.deploy(image: image, secrets: ["own"])
        },
        Situation("a key with another path", "key-misses-image") { scene in
            try secret(scene, "own", auths("quay.example.net/tools"))
            try await scene.deploy(image: image, secrets: ["own"])
        },
        Situation("a key of Docker Hub that no image matches", "key-unusable") { scene in
            try scene.configure(
                DoctorScene.configuration().replacing(
                    #"matchImages: ["docker.io"]"#,
                    with: #"matchImages: ["docker.io/company/"]"#
                )
            )
            try secret(scene, "own", auths("registry-1.docker.io"))
            try await scene.deploy(image: "team/app:1", secrets: ["own"])
        },
        Situation("a key of the team's own hides ours", "ours-hidden") { scene in
            try secret(scene, "own", auths("docker.io", "eve", "other"))
            try await scene.deploy(image: "company/app:1", secrets: ["own"])
        },
    ]
}
