package import Admission
internal import Configuration
internal import Images
internal import Names
internal import YAML

/// Says what the webhook will do with manifests, and why: by asking the webhook's own admission code.
package struct Explainer: Sendable {
    private let rules: RuleSet
    /// The labels that a registry asks of its namespaces, by registry.
    private let namespaceLabels: [String: [String: String]]
    /// What others than the kubelet make of a registry's Secret, by registry.
    private let readersRemarks: [String: String]
    private let optIn: NamespaceOptIn
    /// The most remarks on single objects.
    private static let maximumNotes = 20

    /// Makes an explainer for rules.
    ///
    /// `namespaceLabels` are the labels that each registry asks of its namespaces; manifests do not show them, so they
    /// are taken as given and noted.
    package init(rules: [InjectionRule], namespaceLabels: [String: [String: String]] = [:]) {
        self.init(
            rules: RuleSet(rules, anonymousSecret: nil),
            namespaceLabels: namespaceLabels,
            readersRemarks: [:],
            optIn: .standard
        )
    }

    init(
        rules: RuleSet,
        namespaceLabels: [String: [String: String]],
        readersRemarks: [String: String],
        optIn: NamespaceOptIn
    ) {
        self.rules = rules
        self.namespaceLabels = namespaceLabels
        self.readersRemarks = readersRemarks
        self.optIn = optIn
    }

    /// Explains manifests of any size and number; a part that cannot be read is reported and passed over.
    ///
    /// An object that names no namespace is taken to be in `defaultNamespace`.
    package func explain(_ inputs: [ManifestInput], defaultNamespace: String = "default") -> Explanation {
        var options = ExplainOptions()
        options.defaultNamespace = defaultNamespace
        return explain(inputs, options)
    }

    /// Explains manifests with what is known beside them.
    package func explain(_ inputs: [ManifestInput], _ options: ExplainOptions) -> Explanation {
        let defaultNamespace = options.defaultNamespace
        var reader = ManifestReader()
        for input in inputs { reader.read(input) }
        var explanation = Explanation(verdicts: [], otherObjects: [:], problems: reader.problems, notes: [])
        var namespaces = NamespaceNotes(optIn: optIn, given: options.namespaceLabels)
        var images: [String: ImageExplainer] = [:]
        var shown = ShownSecrets()
        var unseen = UnseenSecrets()
        for object in reader.objects {
            namespaces.define(object)
            shown.add(object, defaultNamespace: defaultNamespace)
        }
        explanation.problems += shown.add(options.secrets, defaultNamespace: defaultNamespace)
        var fitting: [[Int]: RuleSet] = [:]
        func add(_ pods: [PodSource]) {
            for pod in pods {
                let explainer: ImageExplainer
                if let known = images[pod.namespace] {
                    explainer = known
                } else {
                    let unfit = unfit(namespaces.labels(of: pod.namespace))
                    let set = fitting[unfit.keys.sorted()] ?? rules.without(unfit)
                    fitting[unfit.keys.sorted()] = set
                    explainer = ImageExplainer(rules: set, namespace: pod.namespace)
                    images[pod.namespace] = explainer
                }
                var verdict = verdict(on: pod, explainer)
                look(at: &verdict, of: pod, selected: explainer.selected, shown, &unseen)
                // The API server would not have sent a review of a namespace that it passes over.
                if !pod.isReview { verdict.notSeen = namespaces.reasonNotSeen(pod.namespace) }
                if verdict.notSeen != nil { verdict.warnings = [] }
                verdict.isNamespaceKnown = isKnown(namespaces.labels(of: pod.namespace), to: verdict, namespaces)
                explanation.verdicts.append(verdict)
            }
        }
        for object in reader.objects {
            switch PodSource.find(in: object, defaultNamespace: defaultNamespace, shown) {
            case .pod(let pod): add([pod])
            case .controlled(let pods, let notes):
                add(pods)
                explanation.notes += notes
            case .none where object.isLive, .imageless where object.isLive:
                // Read for what it says of the Pods; nobody gave it.
                break
            case .none: explanation.otherObjects[object.kind, default: 0] += 1
            case .imageless(let notes):
                explanation.otherObjects[object.kind, default: 0] += 1
                explanation.imagelessObjects[object.kind, default: 0] += 1
                explanation.notes += notes
            case .broken(let message):
                explanation.problems.append(InputProblem(at: object.location, message))
            }
        }
        explanation.sortProblems(files: (inputs + options.secrets).map(\.name))
        let found = explanation.notes
        explanation.notes =
            namespaces.notes + notes(on: explanation.verdicts) { namespaces.labels(of: $0).areAll } + unseen.notes
            + found.prefix(Self.maximumNotes)
        if found.count > Self.maximumNotes {
            explanation.notes.append("\(found.count - Self.maximumNotes) more objects name images elsewhere or none")
        }
        return explanation
    }

    /// Whether nothing that is not known of a namespace's labels has a part in what a Pod gets.
    private func isKnown(_ labels: KnownLabels, to verdict: PodVerdict, _ namespaces: NamespaceNotes) -> Bool {
        let matches = verdict.everyPodMatches + verdict.images.flatMap(\.matches)
        let wanted = matches.map { LabelSelector(matchLabels: namespaceLabels[$0.registry] ?? [:]) }
        return namespaces.decide(labels) && wanted.allSatisfy(labels.decide)
    }

    /// The rules that labels keep from a namespace; labels that nobody knows keep none.
    private func unfit(_ labels: KnownLabels) -> [Int: [String]] {
        var unfit: [Int: [String]] = [:]
        for (index, rule) in rules.rules.enumerated() {
            let wanted = namespaceLabels[rule.name] ?? [:]
            guard !wanted.allSatisfy({ labels.mayHave($0.key, $0.value) }) else { continue }
            unfit[index] = Self.texts(wanted)
        }
        return unfit
    }

    private static func texts(_ labels: [String: String]) -> [String] {
        labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    private func verdict(on pod: PodSource, _ explainer: ImageExplainer) -> PodVerdict {
        let rules = explainer.rules
        let answer = rules.admission.answer(toReview: pod.review.span)
        let response = AnswerReader(body: answer.body)
        let images = PodImages(spec: pod.spec)
        let added = response.secretsAdded
        // A review of something that is no new Pod has no images that anybody will look at.
        let isPod = answer.outcome != .unchanged(.notPodCreate) && answer.outcome != .malformed
        let verdicts =
            pod.controller.map { partVerdicts($0, explainer) }
            ?? images.entries.map { explainer.verdict(role: $0.role, name: $0.name, image: $0.image) }
        let present = PodSecrets.names(in: pod.spec?["imagePullSecrets"])
        var verdict = PodVerdict(
            location: pod.object.location,
            apiVersion: pod.object.apiVersion,
            kind: pod.object.kind,
            namespace: pod.namespace,
            name: pod.name,
            outcome: answer.outcome,
            notSeen: nil,
            detail: answer.detail,
            secretsAdded: added.filter { $0 != rules.anonymousSecret },
            anonymousSecret: added.last.flatMap { $0 == rules.anonymousSecret ? $0 : nil },
            secretsPresent: present,
            everyPodMatches: isPod ? explainer.everyPodMatches : [],
            pullPolicyForced: response.pullPolicyForced(in: images),
            images: isPod ? verdicts : [],
            patch: response.patch,
            warnings: response.warnings,
            controller: pod.controller.map { part in
                ControllerVerdict(
                    path: part.path,
                    remarks: ControllerRemarks.remarks(part, verdicts, secrets: present)
                )
            }
        )
        verdict.existing = pod.existing
        verdict.policyChanges = response.policyChanges(of: pod.spec)
        return verdict
    }

    /// The verdicts on the images of an object's part, one for each in its order.
    private func partVerdicts(_ part: ControllerPart, _ explainer: ImageExplainer) -> [ImageVerdict] {
        part.entries.map { entry in
            guard entry.isPlaceholder else {
                return explainer.verdict(role: entry.role, name: entry.name, image: entry.image)
            }
            var verdict = ImageVerdict(role: entry.role, name: entry.name, image: entry.image, repository: nil)
            verdict.isPlaceholder = true
            return verdict
        }
    }

    /// Finds out what becomes of the Secrets that the Pod has itself.
    private func look(
        at verdict: inout PodVerdict,
        of pod: PodSource,
        selected: RegistrySet,
        _ shown: ShownSecrets,
        _ unseen: inout UnseenSecrets
    ) {
        guard verdict.outcome == .injected || verdict.outcome == .unchanged(.alreadyPresent) else { return }
        var before = verdict.secretsPresent
        // A Pod that is there keeps its list, and one that is made in its place gets that of the ServiceAccount.
        if before.isEmpty, pod.existing != nil { before = shown.inherited(bySpec: pod.spec, in: pod.namespace) }
        let kept = before.filter { $0 != verdict.anonymousSecret }
        let after = kept + verdict.secretsAdded + [verdict.anonymousSecret].compactMap(\.self)
        let replay = KeyringReplay(
            rules: rules,
            shown: shown,
            lists: KeyringReplay.Lists(namespace: pod.namespace, selected: selected, before: before, after: after)
        )
        let repositories = verdict.images.compactMap(\.repository)
        verdict.keyring = replay.findings(on: repositories)
        let given = rules.rules.filter { after.contains($0.secretName) }
        unseen.add(replay.unseen, images: repositories.compactMap { try? ImageReference(parsing: $0) }, rules: given)
    }

    private func notes(on verdicts: [PodVerdict], isKnown: (String) -> Bool) -> [String] {
        let matched = Set(verdicts.flatMap { $0.everyPodMatches + $0.images.flatMap(\.matches) }.map(\.registry))
        let unseen = Set(
            verdicts.filter { !isKnown($0.namespace) }.flatMap { $0.everyPodMatches + $0.images.flatMap(\.matches) }
                .map(\.registry)
        )
        // Who has a name is known.
        var notes = namespaceLabels.mapValues { $0.filter { $0.key != ClusterNames.namespaceNameLabel } }
            .filter { unseen.contains($0.key) && !$0.value.isEmpty }
            .sorted { $0.key < $1.key }
            .map { registry, labels in
                let list = Self.texts(labels).joined(separator: ", ")
                return "registry \(registry) is only for namespaces labelled \(list); that is taken as given here"
            }
        if verdicts.contains(where: { $0.controller != nil }) {
            notes.append(
                "Pods that an operator's controller makes may have more images than their object names (its defaults and sidecars): "
                    + "kubectl get pods --output yaml | pullpass explain shows them"
            )
        }
        notes += readersRemarks.filter { matched.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value)
        if verdicts.contains(where: { $0.images.contains { $0.image == "auto" } }) {
            notes.append(
                "the image auto is a placeholder: Istio's injector puts the real one in its place, and the webhook is asked"
                    + " again"
            )
        }
        return notes
    }
}
