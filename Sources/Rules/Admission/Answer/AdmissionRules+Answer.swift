extension AdmissionRules {
    /// Answers one AdmissionReview: a pure function of the bytes and the rules.
    ///
    /// Only the creation of a Pod is ever patched, and only with what the bytes show to be applicable, since a patch that
    /// does not apply fails the Pod even with `failurePolicy: Ignore`. Nothing is ever denied.
    ///
    /// - Parameter body: an `admission.k8s.io/v1` or `v1beta1` AdmissionReview in UTF-8 JSON, at most 10,000 levels deep.
    /// - Returns: the response to send; for a body that is none of that, a line of text to send with status 400.
    package func answer(toReview body: Span<UInt8>) -> AdmissionAnswer {
        let first = answer(toReview: body, with: everywhere)
        // The namespace is only known once the review is read; few namespaces have rules of their own.
        guard first.isReview, let rules = special(forNamespace: first.namespace) else { return first }
        return answer(toReview: body, with: rules)
    }

    private func answer(toReview body: Span<UInt8>, with compiled: CompiledRules) -> AdmissionAnswer {
        var reader = ReviewReader(compiled)
        do {
            guard try reader.read(body) else {
                return .malformed("the body is JSON but not an object: an AdmissionReview is expected")
            }
        } catch {
            return .malformed(body.isEmpty ? "the body is empty" : "the body is not JSON: \(error)")
        }
        let namespace = reader.review.namespace(in: body)
        if reader.review.pod.excess == .changes, let forcing = compiled.narrowerForcing(forNamespace: namespace) {
            // Some of the changes may be those of rules for other namespaces; it has been read once, so this cannot throw.
            var second = ReviewReader(compiled, forcing: forcing)
            _ = try? second.read(body)
            reader = second
        }
        let review = reader.review
        let envelope: Envelope
        switch Envelope.checked(review, in: body) {
        case .success(let checked): envelope = checked
        case .failure(let fault): return .malformed(fault.line)
        }
        var verdict = compiled.verdict(on: review, namespace: namespace, in: body)
        addNotices(to: &verdict, on: review, compiled, namespace: namespace, in: body)
        return AdmissionAnswer(
            outcome: verdict.outcome,
            isReview: true,
            body: envelope.response(with: verdict, secrets: compiled.secrets, in: body),
            registries: verdict.needed,
            injectedRegistries: verdict.added,
            namespace: namespace,
            isDryRun: review.isDryRun,
            detail: verdict.detail
        )
    }
}

extension AdmissionAnswer {
    fileprivate static func malformed(_ line: String) -> AdmissionAnswer {
        AdmissionAnswer(outcome: .malformed, isReview: false, body: Array("\(line)\n".utf8), detail: line)
    }
}

extension Review {
    /// The name of the namespace; nil also for one that is too long to be any.
    fileprivate func namespace(in bytes: Span<UInt8>) -> String? {
        guard let text = namespaceText, text.range.count <= PodBounds.maximumNamespaceBytes else { return nil }
        return text.text(in: bytes)
    }
}
