import Admission
import Images
import PlainReadings

/// What is to be done about a review, decided plainly from what the documentation promises.
struct PlainVerdict {
    var outcome: AdmissionAnswer.Outcome
    /// The Pod as it should be afterwards; nil where it stays as it is.
    var object: ReferenceJSON?
    /// The rules whose Secret it needs.
    var needed: [Int] = []

    private init(_ outcome: AdmissionAnswer.Outcome) { self.outcome = outcome }

    /// Nil where it depends on bytes that a tree does not show, or on bounds that no Pod of a cluster reaches.
    init?(on review: PlainReview, _ rules: [InjectionRule], anonymousSecret: String) {
        let isReview =
            review.kind == "AdmissionReview" && review.hasRequest && review.uid?.isEmpty == false
            && ["admission.k8s.io/v1", "admission.k8s.io/v1beta1"].contains(review.apiVersion ?? "")
        let namespace = [review.namespace, review.objectNamespace].compactMap(\.self).first { !$0.isEmpty }
        // Their lengths count as they are written, and no character is written with more than six bytes for one.
        if let uid = review.uid, uid.utf8.count * 6 > 256 { return nil }
        if let namespace, namespace.utf8.count * 6 > 253 { return nil }
        if review.uses.count > 300 || (review.listed?.count ?? 0) > 300 { return nil }

        self.init(.unchanged(.notPodCreate))
        guard isReview else {
            outcome = .malformed
            return
        }
        if review.hasEnvelopeMisfit || review.hasRequestMisfit {
            outcome = .notUnderstood
            return
        }
        let isPodCreation =
            review.operation == "CREATE" && review.resource == "pods" && (review.group ?? "").isEmpty
            && (review.subresource ?? "").isEmpty && ["", "v1"].contains(review.version ?? "")
        guard isPodCreation else { return }
        guard !review.hasPodMisfit, let object = review.object else {
            outcome = .notUnderstood
            return
        }
        outcome =
            review.isMirror
            ? .unchanged(.mirrorPod)
            : review.inject.values.contains { ["disabled", "false"].contains($0) }
                ? .unchanged(.optedOut) : .unchanged(.noSpec)
        guard outcome == .unchanged(.noSpec), review.hasSpec else { return }
        decide(review, object, namespace, rules, anonymousSecret)
    }

    private mutating func decide(
        _ review: PlainReview,
        _ object: ReferenceJSON,
        _ namespace: String?,
        _ rules: [InjectionRule],
        _ anonymousSecret: String
    ) {
        func isForNamespace(_ index: Int) -> Bool { NamespaceNames(rules[index].namespaceNames).contains(namespace) }
        let matches = review.uses.map { use in
            guard let image = use.image, let reference = try? ImageReference(parsing: image) else { return [Int]() }
            return rules.indices.filter { rules[$0].patterns.contains { $0.matches(reference) } }
        }
        let wanted = rules.indices.filter { index in
            rules[index].matchesEveryPod || matches.contains { $0.contains(index) }
        }
        needed = wanted.filter(isForNamespace)
        guard !needed.isEmpty else {
            outcome = .unchanged(wanted.isEmpty ? .noMatch : .namespaceNotSelected)
            return
        }
        let names = review.listed ?? []
        var added: [String] = []
        for index in needed where !names.contains(rules[index].secretName) && !added.contains(rules[index].secretName) {
            added.append(rules[index].secretName)
        }
        let allowsAnonymous = needed.contains { rules[$0].allowsAnonymous }
        let first = names.firstIndex(of: anonymousSecret)
        let last = names.lastIndex { $0 != anonymousSecret && $0?.isEmpty == false } ?? -1
        var removed = false
        if let first {
            removed = !added.isEmpty || (allowsAnonymous && first < last)
            if removed { added.append(anonymousSecret) }
        } else if allowsAnonymous {
            added.append(anonymousSecret)
        }
        let pulls = zip(review.uses, matches).filter { use, matched in
            use.policy != "Always" && matched.contains { needed.contains($0) && rules[$0].forcesAlwaysPull }
        }.map(\.0)
        outcome = added.isEmpty && pulls.isEmpty ? .unchanged(.alreadyPresent) : .injected
        guard outcome == .injected else { return }

        var result = object
        if !added.isEmpty {
            var elements = object["spec"]?["imagePullSecrets"]?.elements ?? []
            if removed { elements = zip(elements, names).filter { $0.1 != anonymousSecret }.map(\.0) }
            elements += added.map { .object([.init(key: "name", value: .string($0))]) }
            result = result.setting(["spec", "imagePullSecrets"], to: .array(elements))
        }
        for use in pulls { result = result.setting(["spec"] + use.path, to: .string("Always")) }
        self.object = result
    }
}

extension ReferenceJSON {
    /// The same with another value at a place; the member at its end may be new.
    fileprivate func setting(_ path: [String], to value: ReferenceJSON) -> ReferenceJSON {
        guard let token = path.first else { return value }
        let rest = Array(path.dropFirst())
        switch self {
        case .object(var members):
            if let index = members.lastIndex(where: { $0.key == token }) {
                members[index].value = members[index].value.setting(rest, to: value)
            } else {
                members.append(.init(key: token, value: value))
            }
            return .object(members)
        case .array(var elements):
            if let index = Int(token), elements.indices.contains(index) {
                elements[index] = elements[index].setting(rest, to: value)
            }
            return .array(elements)
        default: return self
        }
    }
}
