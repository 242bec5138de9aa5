internal import Images

extension AdmissionRules {
    /// Adds to a verdict what whoever sends the Pod is to be told beside it.
    ///
    /// Looked at again are only images that may have been meant for a pattern, and rules without a credential: both are none for almost every Pod.
    func addNotices(
        to verdict: inout Verdict,
        on review: Review,
        _ compiled: CompiledRules,
        namespace: String?,
        in bytes: Span<UInt8>
    ) {
        guard review.pod.selfTest != nil || !review.pod.slips.isEmpty || hasLacks else { return }
        // A namespace with rules of its own is answered by those: what others say of it is not sent.
        guard compiled !== everywhere || special(forNamespace: namespace) == nil else { return }
        if let mark = selfTestMark(verdict, review, namespace: namespace, in: bytes) {
            verdict.warnings.insert(mark, at: 0)
            return
        }
        guard notices.warns else { return }
        switch verdict.outcome {
        case .injected, .unchanged(.alreadyPresent), .unchanged(.noMatch), .unchanged(.namespaceNotSelected): break
        default: return
        }
        func add(_ warning: String) {
            guard verdict.warnings.count < PodBounds.maximumWarnings, !verdict.warnings.contains(warning) else {
                return
            }
            verdict.warnings.append(warning)
        }
        for index in verdict.needed where lacking.contains(index) {
            let rule = compiled.rules[index]
            add(Self.lackWarning(registry: rule.name, secret: rule.secretName))
        }
        guard let slips = compiled.slips else { return }
        for use in review.pod.slips {
            guard let image = use.image else { continue }
            let isHere = { compiled.isRule($0, forNamespace: namespace) }
            guard let near = slips.nearest(to: image.text(in: bytes), among: isHere) else { continue }
            let miss = Miss(
                registry: compiled.rules[near.registry].name,
                pattern: near.pattern,
                reason: near.reason,
                isSlip: true
            )
            let name = image.printable(maximumBytes: 80, in: bytes)
            add(
                Self.warning(
                    "\(use.warningPath): image \(name) gets no Secret of registry \(miss.registry): \(miss.message)"
                )
            )
        }
    }

    /// What somebody is told whose Pod needs a credential that nobody has.
    private static func lackWarning(registry: String, secret: String) -> String {
        warning(
            "pullpass: registry \(registry) has no credential now, so its Secret \(secret) is missing or out of date and images of it may not be "
                + "pulled: tell whoever runs Pullpass"
        )
    }

    /// A text as a warning: printable ASCII, and not too long.
    private static func warning(_ text: String) -> String {
        let bytes = text.unicodeScalars.map {
            (" "..."~").contains($0) ? UInt8(truncatingIfNeeded: $0.value) : UInt8(ascii: "?")
        }
        guard bytes.count > PodBounds.maximumWarningBytes else { return String(decoding: bytes, as: UTF8.self) }
        return String(decoding: bytes.prefix(PodBounds.maximumWarningBytes - 3), as: UTF8.self) + "..."
    }

    /// The answer to a self test: a Pod in its namespace that is not to be kept, with a word to repeat.
    private func selfTestMark(
        _ verdict: borrowing Verdict,
        _ review: Review,
        namespace: String?,
        in bytes: Span<UInt8>
    ) -> String? {
        guard let text = review.pod.selfTest, review.isDryRun, let namespace, namespace == notices.selfTestNamespace,
            let word = SelfTestMark.word(text, in: bytes)
        else { return nil }
        switch verdict.outcome {
        case .injected, .unchanged(.alreadyPresent): return SelfTestMark.text(word: word, .injected)
        case .unchanged(.notPodCreate), .malformed: return nil
        case .unchanged, .notUnderstood: return SelfTestMark.text(word: word, .unchanged)
        }
    }
}
