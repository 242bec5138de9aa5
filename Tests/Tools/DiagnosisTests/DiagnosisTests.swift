import Causes
import Configuration
import Diagnosis
import Images
import Testing
import Text

@Suite struct `Doctor's reasoning` {
    static let situations = Situation.lists + Situation.pullpass + Situation.nodes

    @Test func `says nothing of a Pod where all is right`() {
        let diagnosis = Diagnosis(.good)
        #expect(diagnosis.causes.isEmpty && diagnosis.step == nil && diagnosis.isFine)
        #expect(Diagnosis.ofInstallation(.good).isEmpty)
    }

    @Test func `has a table of more than fifty situations, each of its own name`() {
        let names = Self.situations.map(\.name)
        #expect(names.count > 80 && Set(names).count == names.count)
    }

    @Test(arguments: situations)
    func `puts the right cause first, and its step mends it`(situation: Situation) {
        var facts = situation.broken
        let diagnosis = Diagnosis(facts)
        #expect(
            diagnosis.causes.first?.code == situation.cause,
            "\(diagnosis.causes.map { "\($0.code): \($0.words)" })"
        )
        #expect(!diagnosis.isFine)
        #expect(diagnosis.step?.command == situation.command)
        situation.mending(&facts)
        let after = Diagnosis(facts)
        #expect(!after.causes.contains { $0.weight == .fault }, "\(after.causes.map { "\($0.code): \($0.words)" })")
        #expect(!after.causes.contains { $0.code == situation.cause && $0.weight > .note })
    }

    @Test(arguments: situations.filter { ["secret-misspelt", "account-ignored"].contains($0.cause) })
    func `has no command that changes the template of a Job, which never changes`(situation: Situation) {
        var facts = situation.broken
        facts.pod.owner = "job/backup"
        let diagnosis = Diagnosis(facts)
        #expect(diagnosis.causes.first?.code == situation.cause)
        #expect(diagnosis.step?.words.isEmpty == false && diagnosis.step?.command == nil)
    }

    @Test(arguments: situations)
    func `names everything that its words need`(situation: Situation) {
        let first = Diagnosis(situation.broken).causes.first
        for text in [first?.words, first?.step.words] {
            for slot in Cause.Slot.allCases { #expect(text?.contains("(\(slot.rawValue))") == false, "\(text ?? "")") }
        }
    }

    @Test(arguments: situations)
    func `only warns where the image runs all the same`(situation: Situation) {
        var facts = situation.broken
        guard facts.pod.created != nil, facts.pod.images[0].waiting != nil || situation.cause == "secret-unreadable"
        else { return }
        facts.pulled()
        facts.pod.images[0].hasStarted = true
        guard (try? ImageReference(parsing: facts.pod.images[0].image)) != nil else { return }
        #expect(!Diagnosis(facts).causes.contains { $0.weight == .fault })
    }
}

@Suite struct `The order of causes` {
    private func codes(_ facts: Facts) -> [String] { Diagnosis(facts).causes.map(\.code) }

    @Test func `puts a Secret that cannot be decoded before all that was never asked`() {
        var facts = Facts.good
        facts.pod.images = [
            Facts.Image("ghcr.io/Acme/app:1"), Facts.Image("quay.io/a/b:1", place: "init container setup"),
        ]
        facts.pod.secrets = ["missing", "broken"]
        facts.secrets = [Facts.Secret("missing", .absent), Facts.Secret("broken", .broken("no colon"))]
        #expect(codes(facts).first == "secret-unreadable")
        #expect(codes(facts).contains("image-name"))
    }

    @Test func `puts the lack of our Secret before what it leads to`() {
        for said in [Said.throttled, Said.notFound, Said.denied, Said.unauthorized] {
            var facts = Facts.good
            facts.lackOurs()
            facts.pod.images[0].waiting = said
            facts.namespace.labels = [:]
            #expect(codes(facts).first == "namespace-unlabelled")
        }
    }

    @Test func `puts what the kubelet says clearly before what credentials lack`() {
        var facts = Facts.good
        facts.lackOurs()
        facts.pod.images[0].waiting = Said.noHost
        #expect(codes(facts) == ["registry-silent", "made-before"])
    }

    @Test func `puts a webhook that is away before a Pod that could be made again`() {
        var facts = Facts.good
        facts.lackOurs()
        facts.webhook?.ready = 0
        facts.namespace.labelled = facts.now
        #expect(codes(facts).first == "webhook-down")
    }

    @Test func `puts the Pod's own word before the namespace's, and both before the webhook's`() {
        var facts = Facts.good
        facts.lackOurs()
        (facts.pod.optOut, facts.namespace.labels) = ("pullpass.dev/inject=false", [:])
        facts.webhook?.exists = false
        #expect(codes(facts).first == "pod-opts-out")
        facts.pod.optOut = nil
        #expect(codes(facts).first == "namespace-unlabelled")
        facts.namespace.labels = ["pullpass.dev/inject": "true"]
        #expect(codes(facts).first == "webhook-missing")
    }

    @Test func `puts a broken webhook last where the Pod has what it needs`() {
        var facts = Facts.good
        facts.webhook?.exists = false
        let diagnosis = Diagnosis(facts)
        #expect(diagnosis.causes.map(\.code) == ["webhook-missing"] && diagnosis.causes[0].weight == .risk)
        facts.pod.images[0].waiting = Said.notFound
        #expect(codes(facts) == ["image-missing", "webhook-missing"])
    }

    @Test func `says the same of several images once`() {
        var facts = Facts.good
        facts.pod.images = (0..<3).map { Facts.Image("ghcr.io/acme/app\($0):1", waiting: Said.anonymous) }
        (facts.pod.secrets, facts.secrets, facts.namespace.labels) = ([], [], [:])
        let diagnosis = Diagnosis(facts)
        #expect(diagnosis.causes.map(\.code) == ["namespace-unlabelled"])
        #expect(diagnosis.causes[0].proof.contains("the same for ghcr.io/acme/app2"))
    }

    @Test func `takes a Pod that wants none at its word where it has a Secret of its own`() {
        var facts = Facts.good
        facts.useOwn(.keys([Facts.Key("ghcr.io")]), image: "ghcr.io/acme/app:1")
        facts.namespace.labels = [:]
        facts.pod.images[0].waiting = nil
        #expect(Diagnosis(facts).isFine)
        facts.pod.images[0].waiting = Said.unauthorized
        #expect(codes(facts).first == "login-refused" || codes(facts).first == "namespace-unlabelled")
    }

    @Test func `does not take what it may not see for wrong`() {
        var facts = Facts.good
        (facts.namespace.labels, facts.account, facts.webhook, facts.masters) = (nil, nil, nil, [])
        facts.secrets = []
        facts.unread = [Facts.Unread("secrets in namespace team", why: "forbidden")]
        let diagnosis = Diagnosis(facts)
        #expect(diagnosis.isFine && diagnosis.causes.map(\.code) == ["not-seen"] && diagnosis.step == nil)
        // Nothing at all is known of Pullpass.
        (facts.configuration, facts.installation) = (nil, nil)
        #expect(Diagnosis(facts).isFine)
        facts.pod.images[0].waiting = Said.denied
        #expect(codes(facts).first == "needs-credential")
    }

    @Test(
        arguments: [nil, .nothing(wasCalled: nil), .nothing(wasCalled: true), .refused("a policy"), .given(["other"])]
            as [Facts.Webhook.DryRun?]
    )
    func `has no Pod made again for labels of a namespace that it may not see`(dryRun: Facts.Webhook.DryRun?) {
        for image in ["ghcr.io/acme/app:1", "gold.example/app:1"] {
            var facts = Facts.good
            facts.lackOurs()
            facts.pod.images[0].image = image
            facts.namespace.labels = nil
            facts.webhook?.dryRun = dryRun
            for isNamed in [false, true] {
                facts.pod.secrets = isNamed ? facts.configuration?.registries.map(\.secretName) ?? [] : []
                facts.secrets = facts.pod.secrets.map { Facts.Secret($0, .absent) }
                let diagnosis = Diagnosis(facts)
                let causes = diagnosis.causes.map { "\($0.code) \($0.weight)" }
                #expect(causes == ["namespace-not-seen risk"], "\(image) \(dryRun as Any)")
                #expect(diagnosis.step?.command == "kubectl get namespace team --show-labels")
            }
        }
    }

    @Test func `concludes where what it may not see decides nothing`() {
        var facts = Facts.good
        facts.lackOurs()
        facts.namespace.labels = nil
        // It was given the Secret just now, whatever the labels are.
        #expect(codes(facts).first == "made-before")
        facts.webhook?.dryRun = .callFailed("no route to host")
        #expect(codes(facts).first == "webhook-not-called")
        facts.webhook?.dryRun = nil
        // Every namespace is selected, or by its name.
        for selector in [
            LabelSelector(), LabelSelector(matchLabels: ["kubernetes.io/metadata.name": "team"]),
        ] {
            facts.configuration?.namespaceSelector = selector
            #expect(codes(facts).first == "made-before")
        }
        facts.configuration?.namespaceSelector = LabelSelector(
            matchLabels: ["kubernetes.io/metadata.name": "other"]
        )
        #expect(codes(facts).first == "namespace-unlabelled")
        // Of a Pod that is yet to be made, or that runs, nothing is amiss.
        facts.configuration?.namespaceSelector = .optedIn
        facts.pod.images[0].waiting = nil
        #expect(Diagnosis(facts).isFine)
        facts.pod.created = nil
        #expect(Diagnosis(facts).isFine)
    }

    @Test func `asks nobody for an image that the kubelet has noted`() {
        var facts = Facts.good
        facts.secrets[0].uid = "u-1"
        facts.masters[0].ends = facts.now - .seconds(10)
        var node = Facts.Node("node-1")
        var record = Facts.Node.Record("ghcr.io/acme/app")
        record.secrets = [Facts.Node.Holder(namespace: "team", name: "pullpass-ghcr", uid: "u-1")]
        node.records = [record]
        facts.node = node
        let diagnosis = Diagnosis(facts)
        #expect(diagnosis.causes.map(\.code) == ["credential-ended", "kept-by-node"])
        #expect(diagnosis.causes.allSatisfy { $0.weight < .fault })
        // Made again under the same name, the Secret is another one.
        facts.secrets[0].uid = "u-2"
        #expect(!codes(facts).contains("kept-by-node"))
        facts.pod.images[0].policy = .always
        facts.secrets[0].uid = "u-1"
        #expect(!codes(facts).contains("kept-by-node"))
    }

    @Test func `asks the Events where a kubelet does not say what it waits for`() {
        var facts = Facts.good
        facts.pod.images[0].waiting = Facts.Waiting("ImagePullBackOff", "Back-off pulling image \"ghcr.io/acme/app:1\"")
        #expect(codes(facts).first == "other")
        facts.pod.events = [
            Facts.Event("BackOff", "Back-off pulling image \"ghcr.io/acme/app:1\""),
            Facts.Event("Failed", "Failed to pull image \"other\": no such host"),
            Facts.Event("Failed", "Failed to pull image \"ghcr.io/acme/app:1\": \(Said.denied.message)"),
        ]
        #expect(codes(facts).first == "access-denied")
    }

    @Test func `always finds a cause for a pull that fails`() {
        for said in [
            Said.unauthorized, Said.anonymous, Said.denied, Said.notFound, Said.throttled, Said.other, Said.backOff,
        ] {
            for secrets in [[], ["pullpass-ghcr"], ["own"], ["own", "pullpass-ghcr", "own"]] {
                for content: Facts.Secret.Content in [
                    .absent, .unread, .hidden, .keys([]), .keys([Facts.Key("x.example")]), .broken("x"),
                ] {
                    for image in ["nginx", "ghcr.io/acme/app:1", "quay.io/a/b", "10.0.0.1:5000/x"] {
                        var facts = Facts.good
                        facts.pod.secrets = secrets
                        facts.secrets.append(Facts.Secret("own", content))
                        facts.pod.images = [Facts.Image(image, waiting: said)]
                        facts.configuration?.registries[3].always = true
                        let diagnosis = Diagnosis(facts)
                        #expect(!diagnosis.isFine && diagnosis.step != nil, "\(image) \(secrets) \(content)")
                    }
                }
            }
        }
    }

    @Test func `reads Secrets as the kubelet does, and leaves their credentials behind`() {
        func content(_ type: String, _ key: String, _ text: String) -> Facts.Secret.Content {
            Facts.Secret.Content(type: type) { $0 == key ? Array(text.utf8) : nil }
        }
        let file = #"{"auths":{"ghcr.io":{"auth":"dXNlcjpnaHBfczNjcmV0"},"quay.io":{}}}"#
        let read = content("kubernetes.io/dockerconfigjson", ".dockerconfigjson", file)
        #expect(read == .keys([Facts.Key("ghcr.io"), Facts.Key("quay.io", isEmpty: true)]))
        #expect(!"\(read)".contains("s3cret") && !"\(read)".contains("dXNlcj"))
        #expect(
            content("kubernetes.io/dockercfg", ".dockercfg", #"{"ghcr.io":{"username":"a","password":"b"}}"#)
                == .keys([Facts.Key("ghcr.io")])
        )
        #expect(content("Opaque", ".dockerconfigjson", file) == .passedOver(type: "Opaque"))
        #expect(content("Opaque", "username", "x") == .notForPulls(type: "Opaque"))
        guard
            case .broken(let why) = content(
                "kubernetes.io/dockerconfigjson",
                ".dockerconfigjson",
                #"{"auths":{"x":{"auth":"%"}}}"#
            )
        else {
            Issue.record("not broken")
            return
        }
        #expect(why.contains("base64"))
    }

    @Test func `says that a try without a credential goes first`() {
        var facts = Facts.good
        facts.pod.secrets = ["anon", "pullpass-ghcr"]
        facts.secrets.append(Facts.Secret("anon", .keys([Facts.Key("ghcr.io/acme/", isEmpty: true)])))
        let diagnosis = Diagnosis(facts)
        #expect(diagnosis.isFine && diagnosis.causes.map(\.code) == ["anonymous-first"])
        #expect(diagnosis.images[0].tries.map(\.isEmpty) == [true, false])
    }

    @Test func `shows each image with its rule, its tries and what the node does`() throws {
        var facts = Facts.good
        facts.pod.images.append(Facts.Image("nginx", place: "init container setup"))
        var node = Facts.Node("node-1")
        node.mirrors = [Facts.Node.Mirror("docker.io", address: "https://mirror.example")]
        facts.node = node
        let images = Diagnosis(facts).images
        #expect(images[0].registries.map(\.registry) == ["ghcr"] && images[0].registries[0].pattern == "ghcr.io/acme/")
        #expect(images[0].tries.map(\.key) == ["ghcr.io/acme/"])
        #expect(images[1].shown == "docker.io/library/nginx" && images[1].policy == .always && images[1].tries.isEmpty)
        #expect(images[1].node.contains { $0.contains("https://mirror.example") })
    }

    @Test func `explains the Events that it finds, ours and others'`() {
        var facts = Facts.good
        facts.pod.events = [
            Facts.Event(
                "FailedToRetrieveImagePullSecret",
                "Unable to retrieve some image pull secrets (own); attempting"
            ),
            Facts.Event("Failed", "Failed to pull image \"x\": 401 Unauthorized"),
            Facts.Event("Pulled", "Container image is there"),
        ]
        facts.namespace.events = [
            Facts.Event("QuotaExceeded", "no", kind: "Secret", name: "pullpass-ghcr", isOurs: true)
        ]
        let meanings = Diagnosis(facts).events.map(\.meaning)
        #expect(meanings.count == 3 && meanings[0].contains("own") && meanings[2].contains("quota"))
    }

    @Test func `lets nobody write its sentences or commands`() {
        var facts = Facts.good
        let hostile = "x\u{1B}[2J\n$(reboot) '; rm -rf / #\u{202E}"
        facts.pod.name = hostile
        facts.namespace.name = hostile
        facts.pod.owner = hostile
        facts.useOwn(.absent)
        facts.pod.secrets = [hostile]
        facts.secrets = [Facts.Secret(hostile, .keys([Facts.Key(hostile)])), Facts.Secret("y", .absent)]
        facts.secrets[0].elsewhere = [hostile]
        facts.pod.events = [Facts.Event("Failed", "Failed to pull image \"\(hostile)\": \(hostile)")]
        facts.pod.images[0].waiting = Facts.Waiting(hostile, hostile)
        facts.pod.images.append(Facts.Image(hostile, place: hostile, waiting: Facts.Waiting("ErrImagePull", hostile)))
        let diagnosis = Diagnosis(facts)
        var texts = diagnosis.causes.flatMap { [$0.words, $0.step.words] + $0.proof } + diagnosis.events.map(\.meaning)
        texts += [diagnosis.step?.words].compactMap(\.self)
        #expect(texts.allSatisfy { !$0.contains("\u{1B}") && !$0.contains("\n") && !$0.contains("\u{202E}") })
        #expect(diagnosis.causes.allSatisfy { $0.step.command?.contains("rm -rf") != true })
        #expect(diagnosis.step?.command?.contains("$(") != true)
    }
}
