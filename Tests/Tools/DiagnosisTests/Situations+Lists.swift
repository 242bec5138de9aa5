import Configuration
import Diagnosis
import Text

extension Situation {
    private static let good = Facts.Secret.Content.keys([Facts.Key("quay.io")])
    private static let rewrite =
        "kubectl -n team create secret docker-registry own --from-file=.dockerconfigjson=config.json "
        + "--dry-run=client -o yaml | kubectl replace -f -"

    private static func rename(_ key: String, _ value: String) -> String {
        "kubectl -n team get secret own -o jsonpath='{.data.\\.dockerconfigjson}' | base64 -d | sed 's|\"\(key)\"|\"\(value)\"|' | "
            + "kubectl -n team create secret docker-registry own --from-file=.dockerconfigjson=/dev/stdin --dry-run=client -o yaml | "
            + "kubectl replace -f -"
    }

    /// Secrets of the Pod's own, their keys, and what hides them.
    static let lists = [
        Situation("unreadable entry beside a good Secret", "secret-unreadable", run: rewrite) {
            $0.pod.secrets.append("own")
            $0.secrets.append(Facts.Secret("own", .broken("the auth of registry \"x\" is no base64")))
            $0.pod.images[0].waiting = Facts.Waiting("illegal base64 data at input byte 0")
        } mended: {
            $0.secrets[1].content = good
            $0.pulled()
        },
        Situation("unreadable entry of an unrelated registry, nothing pulled yet", "secret-unreadable", run: rewrite) {
            $0.pod.secrets.insert("own", at: 0)
            $0.secrets.append(Facts.Secret("own", .broken("auths of the credentials must be an object")))
        } mended: {
            $0.secrets[1].content = good
        },
        Situation("unreadable Secret that may not be read", "secret-unreadable", run: rewrite) {
            $0.pod.secrets = ["own", "pullpass-ghcr"]
            $0.secrets.append(Facts.Secret("own", .hidden))
            $0.pod.images[0].waiting = Facts.Waiting("illegal base64 data at input byte 4")
        } mended: {
            $0.pulled()
        },
        Situation(
            "Secret that is not there",
            "secret-missing",
            run: "kubectl -n team create secret docker-registry own --from-file=.dockerconfigjson=config.json"
        ) {
            $0.useOwn(.absent)
        } mended: {
            $0.set(good)
            $0.pulled()
        },
        Situation(
            "Secret in the wrong namespace",
            "secret-elsewhere",
            run:
                "kubectl -n default get secret own -o jsonpath='{.data.\\.dockerconfigjson}' | base64 -d | kubectl -n team create secret "
                + "docker-registry own --from-file=.dockerconfigjson=/dev/stdin"
        ) {
            $0.useOwn(.absent)
            $0.secrets[0].elsewhere = ["default"]
        } mended: {
            $0.set(good)
            $0.pulled()
        },
        Situation(
            "Secret's name misspelt",
            "secret-misspelt",
            run:
                "kubectl -n team patch deployment/web --patch '{\"spec\":{\"template\":{\"spec\":{\"imagePullSecrets\":[{\"name\":\"owm\"}]}}}}'"
        ) {
            $0.useOwn(.absent)
            $0.otherSecrets = ["unrelated-token", "owm"]
        } mended: {
            $0.pod.secrets.append("owm")
            $0.secrets.append(Facts.Secret("owm", good))
            $0.pulled()
        },
        Situation(
            "Secret of type Opaque",
            "secret-type",
            run:
                "umask 077; kubectl -n team get secret own -o yaml > own.yaml && sed 's|^type: .*|type: kubernetes.io/dockerconfigjson|' own.yaml "
                + "| kubectl replace --force -f -"
        ) {
            $0.useOwn(.passedOver(type: "Opaque"))
        } mended: {
            $0.set(good)
            $0.pulled()
        },
        Situation("Secret that is for something else", "secret-not-for-pulls") {
            $0.useOwn(.notForPulls(type: "kubernetes.io/basic-auth"))
        } mended: {
            $0.set(good)
            $0.pulled()
        },
        Situation("Secret with an empty auths", "secret-empty", run: rewrite) {
            $0.useOwn(.keys([]))
        } mended: {
            $0.set(good)
            $0.pulled()
        },
        Situation("Secret with an empty entry only", "secret-empty", run: rewrite) {
            $0.useOwn(.keys([Facts.Key("quay.io", isEmpty: true)]))
        } mended: {
            $0.set(good)
            $0.pulled()
        },
        Situation("key in capitals", "key-misses-image", run: rename("Quay.io", "quay.io")) {
            $0.useOwn(.keys([Facts.Key("Quay.io")]))
        } mended: {
            $0.set(good)
            $0.pulled()
        },
        Situation(
            "key in capitals of an old Secret",
            "key-misses-image",
            run:
                "kubectl -n team get secret own -o jsonpath='{.data.\\.dockercfg}' | base64 -d | sed 's|\"Quay.io\"|\"quay.io\"|' | "
                + "kubectl -n team create secret generic own --type=kubernetes.io/dockercfg --from-file=.dockercfg=/dev/stdin "
                + "--dry-run=client -o yaml | kubectl replace -f -"
        ) {
            $0.useOwn(.keys([Facts.Key("Quay.io")]))
            $0.secrets[0].isOldType = true
        } mended: {
            $0.set(good)
            $0.pulled()
        },
        // What docker login makes has another form, and kubectl would refuse to change the type.
        Situation("old Secret that is empty", "secret-empty") {
            $0.useOwn(.keys([]))
            $0.secrets[0].isOldType = true
        } mended: {
            $0.set(good)
            $0.pulled()
        },
        Situation("key with a port", "key-misses-image", run: rename("quay.io:443", "quay.io")) {
            $0.useOwn(.keys([Facts.Key("quay.io:443")]))
        } mended: {
            $0.set(good)
            $0.pulled()
        },
        Situation("key without the port", "key-misses-image", run: rename("reg.team.example", "reg.team.example:5000"))
        {
            $0.useOwn(.keys([Facts.Key("reg.team.example")]), image: "reg.team.example:5000/app:1")
        } mended: {
            $0.set(.keys([Facts.Key("reg.team.example:5000")]))
            $0.pulled()
        },
        Situation("key of another path", "key-misses-image", run: rename("quay.io/other/", "quay.io")) {
            $0.useOwn(.keys([Facts.Key("quay.io/other/")]))
        } mended: {
            $0.set(good)
            $0.pulled()
        },
        Situation(
            "key one letter off",
            "key-misses-image",
            run: rename("registry.tean.example", "registry.team.example")
        ) {
            $0.useOwn(.keys([Facts.Key("registry.tean.example")]), image: "registry.team.example/app:1")
        } mended: {
            $0.set(.keys([Facts.Key("registry.team.example")]))
            $0.pulled()
        },
        Situation("key that ends in /v1", "key-unusable", run: rename("https://quay.io/v1", "quay.io")) {
            $0.useOwn(.keys([Facts.Key("https://quay.io/v1")]))
        } mended: {
            $0.set(good)
            $0.pulled()
        },
        Situation(
            "Docker Hub by a name of its own",
            "key-unusable",
            run: rename("https://registry-1.docker.io", Facts.legacy)
        ) {
            $0.useOwn(.keys([Facts.Key("https://registry-1.docker.io")]), image: "team/app:1")
            $0.configuration?.registries.remove(at: 1)
        } mended: {
            $0.set(.keys([Facts.Key(Facts.legacy)]))
            $0.pulled()
        },
        Situation(
            "Docker Hub's legacy key without its last slash",
            "key-unusable",
            run: rename("https://index.docker.io/v1", Facts.legacy)
        ) {
            $0.useOwn(.keys([Facts.Key("https://index.docker.io/v1")]), image: "team/app:1")
            $0.configuration?.registries.remove(at: 1)
        } mended: {
            $0.set(.keys([Facts.Key(Facts.legacy)]))
            $0.pulled()
        },
        Situation(
            "own legacy key hidden by a docker.io of ours",
            "hidden-by-ours",
            run: rename(Facts.legacy, "docker.io")
        ) {
            $0.useOwn(.keys([Facts.Key(Facts.legacy)]), image: "team/app:1")
            $0.pod.secrets.append("pullpass-hub")
            var ours = Facts.Secret("pullpass-hub", .keys([Facts.Key("docker.io"), Facts.Key(Facts.legacy)]))
            (ours.isOurs, ours.revision) = (true, "7")
            $0.secrets.append(ours)
            $0.pod.images[0].waiting = Said.denied
        } mended: {
            $0.set(.keys([Facts.Key("docker.io")]))
            $0.pulled()
        },
        Situation("our legacy key hidden by an own docker.io", "ours-hidden", run: rename("docker.io", Facts.legacy)) {
            $0.useOwn(.keys([Facts.Key("docker.io")]), image: "company/app:1")
            $0.pod.secrets.append("pullpass-hub")
            var ours = Facts.Secret("pullpass-hub", .keys([Facts.Key(Facts.legacy)]))
            (ours.isOurs, ours.revision) = (true, "7")
            $0.secrets.append(ours)
            $0.pod.images[0].waiting = Said.denied
        } mended: {
            $0.set(.keys([Facts.Key(Facts.legacy)]))
            $0.pulled()
        },
        Situation(
            "own legacy key hidden by an empty glob of another tool",
            "hidden",
            run: rename(Facts.legacy, "docker.io")
        ) {
            $0.useOwn(.keys([Facts.Key(Facts.legacy)]), image: "team/app:1")
            $0.configuration?.registries.remove(at: 1)
            $0.pod.secrets.append("anon")
            $0.secrets.append(Facts.Secret("anon", .keys([Facts.Key("docker.i*", isEmpty: true)])))
            $0.pod.images[0].waiting = Said.denied
        } mended: {
            $0.set(.keys([Facts.Key("docker.io")]))
            $0.pulled()
        },
        Situation(
            "Secret of the ServiceAccount put out of use by the Pod's own list",
            "account-ignored",
            run:
                "kubectl -n team patch deployment/web --patch '{\"spec\":{\"template\":{\"spec\":{\"imagePullSecrets\":[{\"name\":\"shared\"}]}}}}'"
        ) {
            $0.useOwn(.keys([Facts.Key("gcr.io")]))
            $0.account?.secrets = ["shared"]
        } mended: {
            $0.pod.secrets.append("shared")
            $0.secrets.append(Facts.Secret("shared", good))
            $0.pulled()
        },
        Situation(
            "ServiceAccount that got our Secret after the Pod",
            "account-later",
            run: "kubectl -n team delete pod web-1"
        ) {
            $0.lackOurs()
            $0.account?.secrets = ["pullpass-ghcr"]
        } mended: {
            $0.makeAgain()
        },
        Situation("expired by its own word", "login-refused", run: rewrite) {
            var key = Facts.Key("quay.io")
            key.ends = Facts.noon - .seconds(60)
            $0.useOwn(.keys([key]))
            $0.pod.images[0].waiting = Said.unauthorized
        } mended: {
            $0.set(good)
            $0.pulled()
        },
        Situation("user name with a blank", "login-refused", run: rewrite) {
            var key = Facts.Key("quay.io")
            key.flaw = "the user name of the entry quay.io begins with a blank"
            $0.useOwn(.keys([key]))
            $0.pod.images[0].waiting = Said.unauthorized
        } mended: {
            $0.set(good)
            $0.pulled()
        },
        Situation("the only credential refused", "login-refused", run: rewrite) {
            $0.useOwn(good)
            $0.pod.images[0].waiting = Said.unauthorized
        } mended: {
            $0.pulled()
        },
        Situation(
            "two credentials, of which one is refused and one may not",
            "credentials-doubtful",
            run: "pullpass doctor web-1 --namespace team --probe"
        ) {
            $0.useOwn(good)
            $0.pod.secrets.append("second")
            $0.secrets.append(Facts.Secret("second", good))
            $0.pod.images[0].waiting = Facts.Waiting(
                "ErrImagePull",
                "[\(Said.unauthorized.message), \(Said.denied.message)]"
            )
        } mended: {
            $0.answers = [Facts.Answer(.given, image: "quay.io/team/app:1", secret: "own", key: "quay.io")]
            $0.pulled()
        },
        Situation("public image, and a credential that is refused", "refused-and-public") {
            $0.useOwn(good)
            $0.pod.images[0].waiting = Said.unauthorized
            $0.answers = [
                Facts.Answer(.refused, image: "quay.io/team/app:1", secret: "own", key: "quay.io"),
                Facts.Answer(.given, image: "quay.io/team/app:1"),
            ]
        } mended: {
            $0.set(.absent)
            $0.pulled()
        },
        Situation("no rule and no Secret at all", "no-rule") {
            $0.useOwn(.absent)
            ($0.pod.secrets, $0.secrets) = ([], [])
        } mended: {
            $0.pod.secrets = ["own"]
            $0.secrets = [Facts.Secret("own", good)]
            $0.pulled()
        },
    ]
}
