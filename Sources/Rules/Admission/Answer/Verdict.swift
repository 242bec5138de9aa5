internal import Images
internal import Names

/// What is to be done about a review.
struct Verdict: ~Copyable {
    var outcome: AdmissionAnswer.Outcome
    var detail: String?
    /// Rules whose Secret the Pod needs.
    var needed = RegistrySet()
    /// Rules whose Secret the Pod needs and does not list.
    var added = RegistrySet()
    /// The Secrets to add, as indices of ``CompiledRules/secrets``: one rule for each Secret, in configuration order, and the anonymous try.
    var secrets: [Int] = []
    /// Where the Pod lists the Secret of the anonymous try, if it is added again behind the others; ascending.
    var removedPlaces: [Int] = []
    /// Whether there is a list that the Secrets can be appended to.
    var appends = false
    var pulls: [PullChange] = []
    var warnings: [String] = []

    init(_ outcome: AdmissionAnswer.Outcome, detail: String? = nil) {
        self.outcome = outcome
        self.detail = detail
    }

    init(tooLarge excess: PodExcess) {
        self.init(.unchanged(.tooLarge), detail: excess.detail)
        warnings = [excess.warning]
    }

    var hasPatch: Bool { !secrets.isEmpty || !pulls.isEmpty }
}

extension CompiledRules {
    /// Decides on a review that has been read.
    func verdict(on review: Review, namespace: String?, in bytes: Span<UInt8>) -> Verdict {
        if let misfit = review.envelopeMisfit ?? review.requestMisfit {
            return Verdict(.notUnderstood, detail: misfit.description)
        }
        guard review.isPodCreation(in: bytes) else { return Verdict(.unchanged(.notPodCreate)) }
        if let misfit = review.podMisfit { return Verdict(.notUnderstood, detail: misfit.description) }
        guard review.hasObject else {
            let misfit = Misfit(field: FieldPath("request.object"), fault: .missing)
            return Verdict(.notUnderstood, detail: misfit.description)
        }
        let pod = review.pod
        if pod.isMirror { return Verdict(.unchanged(.mirrorPod)) }
        if pod.optsOut(in: bytes) { return Verdict(.unchanged(.optedOut)) }
        guard pod.hasSpec else { return Verdict(.unchanged(.noSpec)) }
        if let text = review.namespaceText, text.range.count > PodBounds.maximumNamespaceBytes {
            let misfit = Misfit(field: FieldPath("request.namespace"), fault: .tooLong)
            return Verdict(.notUnderstood, detail: misfit.description)
        }
        if let excess = pod.excess {
            return isAnyRule(forNamespace: namespace)
                ? Verdict(tooLarge: excess) : Verdict(.unchanged(.namespaceNotSelected))
        }
        return verdict(on: pod, namespace: namespace, in: bytes)
    }

    private func verdict(on pod: PodFacts, namespace: String?, in bytes: Span<UInt8>) -> Verdict {
        var wanted = pod.matched
        wanted.formUnion(everyPod)
        let needed = wanted.selecting { isRule($0, forNamespace: namespace) }
        guard !needed.isEmpty else {
            var verdict = Verdict(.unchanged(wanted.isEmpty ? .noMatch : .namespaceNotSelected))
            if isAnyRule(forNamespace: namespace) { verdict.warnings = pod.warnings(in: bytes) }
            return verdict
        }
        var verdict = Verdict(.unchanged(.alreadyPresent))
        verdict.needed = needed
        verdict.warnings = pod.warnings(in: bytes)
        verdict.appends = pod.hasPullSecrets
        for index in needed where !pod.listed.contains(index) {
            if verdict.secrets.isEmpty { verdict.secrets.reserveCapacity(4) }
            verdict.added.insert(index)
            if sharesSecret(index, with: verdict.secrets) || namedAnonymous.contains(index) { continue }
            verdict.secrets.append(index)
        }
        putAnonymousTryLast(of: pod, in: &verdict)
        verdict.pulls = pod.pulls.filter { $0.rules.contains { needed.contains($0) } }
        let changes = verdict.removedPlaces.count + verdict.secrets.count + verdict.pulls.count
        guard changes <= PodBounds.maximumChanges else { return Verdict(tooLarge: .changes) }
        if verdict.hasPatch { verdict.outcome = .injected }
        return verdict
    }

    /// Adds the Secret of the anonymous try behind all others, and takes it from where something would come behind it.
    ///
    /// Within one key the kubelet tries credentials in the order of the list. What another webhook has put behind it counts as well, once
    /// Pullpass is asked again; but for a Pod that needs no anonymous try and no other Secret, the list stays as somebody else made it.
    private func putAnonymousTryLast(of pod: PodFacts, in verdict: inout Verdict) {
        guard let anonymousIndex else { return }
        let isNeeded = verdict.needed.contains { allowingAnonymous.contains($0) }
        guard let first = pod.anonymousPlaces.first else {
            if isNeeded { verdict.secrets.append(anonymousIndex) }
            return
        }
        guard !verdict.secrets.isEmpty || (isNeeded && first < pod.lastOtherPlace) else { return }
        verdict.removedPlaces = pod.anonymousPlaces
        verdict.secrets.append(anonymousIndex)
    }

    /// The rules that force a pull policy in a namespace; nil where that is all that do so anywhere.
    func narrowerForcing(forNamespace namespace: String?) -> RegistrySet? {
        let here = forcing.selecting { isRule($0, forNamespace: namespace) }
        return here == forcing ? nil : here
    }

    /// Whether one of the other rules adds the same Secret.
    private func sharesSecret(_ index: Int, with others: [Int]) -> Bool {
        let first = firstWithSameSecret[index]
        return first != index && others.contains { firstWithSameSecret[$0] == first }
    }
}

extension Review {
    fileprivate func isPodCreation(in bytes: Span<UInt8>) -> Bool {
        guard let operation, operation.equals("CREATE", in: bytes) else { return false }
        guard let resourceName, resourceName.equals("pods", in: bytes) else { return false }
        guard subresource.isNilOrEmpty, resourceGroup.isNilOrEmpty else { return false }
        // There is one version of Pods; a hand-written review that leaves it out means that one.
        return resourceVersion.isNilOrEmpty || resourceVersion?.equals("v1", in: bytes) == true
    }
}

extension JSONString? {
    fileprivate var isNilOrEmpty: Bool { self?.isEmpty ?? true }
}

extension JSONString {
    fileprivate func saysNo(in bytes: Span<UInt8>) -> Bool {
        equals(InjectValue.disabledBytes, in: bytes) || equals(InjectValue.falseBytes, in: bytes)
    }
}

extension PodFacts {
    /// Whether the label or the annotation says no; neither can overrule the other's no.
    fileprivate func optsOut(in bytes: Span<UInt8>) -> Bool {
        (label?.saysNo(in: bytes) ?? false) || (annotation?.saysNo(in: bytes) ?? false)
    }

    /// Warnings for whoever creates the Pod: ASCII, each under 256 bytes.
    fileprivate func warnings(in bytes: Span<UInt8>) -> [String] {
        guard unreadableCount > 0 || isCut else { return [] }
        var warnings = unreadable.map { use in
            let image = use.image?.printable(maximumBytes: 96, in: bytes) ?? ""
            return "\(use.warningPath): image '\(image)' is not a valid reference, so pullpass cannot tell"
                + " which pull Secret it needs: correct the image"
        }
        let others = unreadableCount - unreadable.count
        if others > 0 { warnings.append("pullpass: \(others) more image references of this Pod are not valid") }
        if isCut {
            warnings.append(
                "pullpass: the wildcards in this namespace's pull Secrets are too many for the images of this Pod, so that a Secret may"
                    + " be missing: write the registries' hosts without wildcards"
            )
        }
        return warnings
    }
}

extension ImageUse {
    /// The place as people know it from the manifest.
    var warningPath: String {
        switch list {
        case .containers: "spec.containers[\(index)]"
        case .initContainers: "spec.initContainers[\(index)]"
        case .volumes: "spec.volumes[\(index)].image"
        }
    }
}

extension RegistrySet {
    /// The indices for which a condition holds.
    func selecting(_ isSelected: (Int) -> Bool) -> RegistrySet {
        var result = RegistrySet()
        for index in self where isSelected(index) { result.insert(index) }
        return result
    }
}
