extension AdmissionRules {
    /// Answers one AdmissionReview: a pure function of the bytes and the rules.
    ///
    /// Only the creation of a Pod is ever patched, and only with what the bytes show to be applicable, since a patch that
    /// does not apply fails the Pod even with `failurePolicy: Ignore`. Nothing is ever denied.
    ///
    /// - Parameter body: an `admission.k8s.io/v1` or `v1beta1` AdmissionReview in UTF-8 JSON, at most 10,000 levels deep.
    /// - Returns: the response to send; for a body that is none of that, a line of text to send with status 400.
    package func answer(toReview body: Span<UInt8>) -> AdmissionAnswer {
        do throws(Envelope.Fault) {
            let first = try ReadReview(body, with: everywhere)
            // The namespace is only known once the review is read; few namespaces have rules of their own.
            guard let rules = special(forNamespace: first.namespace) else { return answer(first, everywhere, in: body) }
            return answer(try ReadReview(body, with: rules), rules, in: body)
        } catch {
            return AdmissionAnswer(
                outcome: .malformed,
                isReview: false,
                body: Array("\(error.line)\n".utf8),
                detail: error.line
            )
        }
    }

    private func answer(_ read: ReadReview, _ compiled: CompiledRules, in body: Span<UInt8>) -> AdmissionAnswer {
        var verdict = compiled.verdict(on: read.review, namespace: read.namespace, in: body)
        addNotices(to: &verdict, on: read.review, compiled, namespace: read.namespace, in: body)
        return AdmissionAnswer(
            outcome: verdict.outcome,
            isReview: true,
            body: read.envelope.response(with: verdict, secrets: compiled.secrets, in: body),
            registries: verdict.needed,
            injectedRegistries: verdict.added,
            namespace: read.namespace,
            isDryRun: read.review.isDryRun,
            detail: verdict.detail
        )
    }
}

/// A body that is a review and can be answered, as it was read with some rules.
private struct ReadReview {
    let review: Review
    let envelope: Envelope
    let namespace: String?

    init(_ body: Span<UInt8>, with compiled: CompiledRules) throws(Envelope.Fault) {
        var reader = ReviewReader(compiled)
        let isObject: Bool
        do {
            isObject = try reader.read(body)
        } catch {
            throw Envelope.Fault(line: body.isEmpty ? "the body is empty" : "the body is not JSON: \(error)")
        }
        guard isObject else {
            throw Envelope.Fault(line: "the body is JSON but not an object: an AdmissionReview is expected")
        }
        namespace = reader.review.namespace(in: body)
        if reader.review.pod.excess == .changes, let forcing = compiled.narrowerForcing(forNamespace: namespace) {
            // Some of the changes may be those of rules for other namespaces; it has been read once, so this cannot throw.
            var second = ReviewReader(compiled, forcing: forcing)
            _ = try? second.read(body)
            reader = second
        }
        review = reader.review
        envelope = try Envelope.checked(review, in: body).get()
    }
}

extension Review {
    /// The name of the namespace; nil also for one that is too long to be any.
    fileprivate func namespace(in bytes: Span<UInt8>) -> String? {
        guard let text = namespaceText, text.range.count <= PodBounds.maximumNamespaceBytes else { return nil }
        return text.text(in: bytes)
    }
}
