/// Why there is no credential: whose it would have been, who said no, and what to do.
///
/// It never holds a credential.
package struct CredentialError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What can be expected of another attempt.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The provider knows the identity and says no, or does not know it.
        case refused
        /// Nobody answered, or the answer was no answer: another attempt may do.
        case unavailable
        /// The configuration or what it points to is wrong: somebody has to correct it.
        case misconfigured
    }

    /// What can be expected of another attempt.
    package let kind: Kind
    /// The identity that was tried, or the source that was read.
    package let identity: String
    /// Who was asked, such as the URL of a token service without its query; nil when nobody was.
    package let endpoint: String?
    /// The provider's own code for the failure, such as `AccessDeniedException`.
    package let code: String?
    /// What went wrong.
    package let reason: String
    /// What to do about it.
    package let fix: String?
    /// How long the provider asks to be left alone.
    package let retryAfter: Duration?

    /// Makes an error; none of the texts may hold a credential or a provider's answer that could.
    package init(
        _ kind: Kind,
        identity: String,
        endpoint: String? = nil,
        code: String? = nil,
        reason: String,
        fix: String? = nil,
        retryAfter: Duration? = nil
    ) {
        self.kind = kind
        self.identity = identity
        self.endpoint = endpoint
        self.code = code
        self.reason = reason
        self.fix = fix
        self.retryAfter = retryAfter
    }

    /// The same with what to do about it.
    package func advising(_ fix: String) -> CredentialError {
        CredentialError(
            kind,
            identity: identity,
            endpoint: endpoint,
            code: code,
            reason: reason,
            fix: fix,
            retryAfter: retryAfter
        )
    }

    /// One sentence for an operator: `key token of Secret dockerhub: there is no such Secret: create it …`.
    package var description: String {
        var text = identity
        if let endpoint { text += " at \(endpoint)" }
        text += ": \(reason)"
        if let code { text += " (\(code))" }
        if let fix { text += ": \(fix)" }
        return text
    }
}
