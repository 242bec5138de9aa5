import Text

/// What AWS says of a denial: which action, and which policy stands in the way.
///
/// AWS ends such a sentence with its cause since 2021, and names the policy of an explicit deny since 2026:
///
///     User: ARN is not authorized to perform: ACTION on resource: RESOURCE because no identity-based policy allows the ACTION action
///     User: ARN is not authorized to perform: ACTION on resource: RESOURCE with an explicit deny in a service control policy: ARN
struct AWSDenial: Sendable, Hashable {
    /// What kind of policy decides, and who can change it.
    enum Policy: String, Sendable, Hashable, CaseIterable {
        case serviceControl = "service control policy"
        case resourceControl = "resource control policy"
        case identityBased = "identity-based policy"
        case boundary = "permissions boundary"
        case session = "session policy"
        case vpcEndpoint = "VPC endpoint policy"
        case resourceBased = "resource-based policy"

        /// Who keeps such policies.
        var owner: String {
            switch self {
            case .serviceControl, .resourceControl: "the management account of the AWS organization"
            case .identityBased: "whoever keeps the policies of this role or user"
            case .boundary: "whoever set the boundary of this role or user"
            case .session: "whoever starts the session with that policy"
            case .vpcEndpoint: "the owner of the VPC endpoint through which Pullpass asks"
            case .resourceBased:
                "the owner of that resource (the trust policy of a role, the policy of a repository or registry)"
            }
        }
    }

    /// Why it is denied.
    enum Cause: Sendable, Hashable {
        /// A policy denies it, whatever else allows it; nil where AWS does not say which.
        case explicitDeny(Policy?, arn: String?)
        /// A policy that has to allow it does not.
        case notAllowed(Policy)
        /// AWS does not say.
        case untold
    }

    /// `ecr:GetAuthorizationToken`; nil where AWS names none.
    let action: String?
    let cause: Cause

    /// Reads AWS' whole sentence.
    init(_ sentence: String) {
        action = Self.rest(of: sentence, after: "perform: ").flatMap(Self.action)
        if let rest = Self.rest(of: sentence, after: "explicit deny") {
            let policy =
                Policy.allCases.first { rest.lowercased().hasPrefix(" in a \($0.words)") }
                ?? Policy.allCases.first { rest.lowercased().hasPrefix(" in an \($0.words)") }
            cause = .explicitDeny(policy, arn: Self.arn(in: rest))
        } else if let rest = Self.rest(of: sentence, after: "because no "),
            let policy = Policy.allCases.first(where: { rest.lowercased().hasPrefix($0.words) })
        {
            cause = .notAllowed(policy)
        } else {
            cause = .untold
        }
    }

    /// What to do about it.
    func fix(_ call: AWSCall) -> String {
        switch cause {
        case .explicitDeny(let policy, let arn):
            let which = "\(policy?.rawValue ?? "policy that denies it")\(arn.map { " \($0)" } ?? "")"
            let owner =
                policy?.owner ?? "whoever keeps it (service control policy, boundary, session, VPC endpoint, resource)"
            return
                "a deny stands above all that is allowed, so another permission changes nothing: the \(which) has to "
                + "let \(action ?? "it") through, which is up to \(owner)"
        case .notAllowed(let policy) where policy != .identityBased:
            return
                "the \(policy.rawValue) must allow \(action ?? "it"), beside the policies of the identity: that is up to \(policy.owner)"
        case .notAllowed, .untold:
            guard let action, !call.actions.contains(action) else { return call.permission }
            return "allow this identity \(action) (\(call.permission))"
        }
    }

    private static func rest(of sentence: String, after words: String) -> String? {
        let parts = sentence.split(separator: words, maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? String(parts[1]) : nil
    }

    /// `service:Action` at the start of a text.
    private static func action(_ text: String) -> String? {
        let name = text.prefix { !$0.isWhitespace }
        let isAction =
            name.utf8.count <= 128 && name.contains(":")
            && name.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "-:*".utf8.contains($0) }
        return isAction ? String(name) : nil
    }

    /// The ARN of a policy that ends the sentence.
    private static func arn(in text: String) -> String? {
        guard let word = text.split(whereSeparator: \.isWhitespace).first(where: { $0.hasPrefix("arn:aws") }) else {
            return nil
        }
        let arn = word.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || ":/_-+=,.@".contains($0)) }
        // What was taken out of the sentence makes it that of another policy.
        guard !word.dropFirst(arn.count).hasPrefix("<") else { return nil }
        return arn.utf8.count <= 512 ? String(arn.last == "." ? arn.dropLast() : arn) : nil
    }
}

extension AWSDenial.Policy {
    fileprivate var words: String { rawValue.lowercased() }
}
