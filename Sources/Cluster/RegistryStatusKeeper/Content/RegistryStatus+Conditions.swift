internal import Status
internal import Text

extension RegistryStatus {
    /// The most bytes of what somebody else said.
    private static let longestError = 1024

    /// ``lastError``, fit to be shown.
    var shownError: String? { lastError.map(Self.fitted) }

    private static func fitted(_ text: String) -> String {
        Printable.fitted(Printable.line(text, limit: 4096), bytes: longestError)
    }

    /// Whether all of it is known that an object says.
    var isKnown: Bool { readiness != .unknown && copies != nil }

    /// `Ready`: whether Pods can pull with its credential.
    var ready: RegistryCondition {
        let end = expiresAt?.whole
        let (reason, words): (String, String)
        switch readiness {
        case .ready where shownError != nil:
            (reason, words) = (
                "RefreshFailing",
                "Pods can pull \(end.map { "until \($0)" } ?? "") with its credential, which cannot be fetched again now"
            )
        case .ready:
            (reason, words) = (
                "CredentialFetched",
                "Pods can pull with its credential\(end.map { " until \($0)" } ?? ", which has no end")"
            )
        case .none where isPerNamespace:
            (reason, words) = (
                "NoCredential", "each namespace is to have a credential of its own, and none has one yet"
            )
        case .none: (reason, words) = ("NoCredential", "no credential could be fetched yet")
        case .ended: (reason, words) = ("CredentialEnded", "its credential has ended\(end.map { " at \($0)" } ?? "")")
        case .outdated:
            (reason, words) = (
                "ConfigurationChanged",
                "since its configuration changed no credential could be fetched, and no further namespace gets the one before"
            )
        case .unknown: (reason, words) = ("NotKnown", "Pullpass has not read its credentials yet")
        }
        let status: RegistryCondition.Status = readiness == .ready ? .yes : readiness == .unknown ? .unknown : .no
        return RegistryCondition("Ready", status, reason, words + (shownError.map { ": \($0)" } ?? ""))
    }

    /// `Spread`: whether each namespace that should have its Secret has it.
    var spread: RegistryCondition {
        let numbers = copies ?? CopyNumbers(present: 0, missing: [])
        guard let main = numbers.missing.max(by: { $0.count < $1.count }) else {
            let words =
                numbers.wanted == 0
                ? "no namespace is to have Secret \(secretName) now"
                : "all \(numbers.wanted) namespaces that should have Secret \(secretName) have it"
            return RegistryCondition("Spread", .yes, numbers.wanted == 0 ? "NotWanted" : "AllPresent", words)
        }
        let reasons = numbers.missing.map { "\($0.count) (\($0.reason.words))" }.joined(separator: ", ")
        return RegistryCondition(
            "Spread",
            .no,
            main.reason.code,
            "\(numbers.missingTotal) of \(numbers.wanted) namespaces that should have Secret \(secretName) have not: \(reasons)"
        )
    }

    /// `Probed`: what the registry said of the credential, or of a newer one that it refuses; nil where this leader has not asked it.
    var probed: RegistryCondition? {
        guard let probe else { return nil }
        return switch probe.verdict {
        case .good: RegistryCondition("Probed", .yes, "Accepted", "the registry takes the credential")
        case .refused:
            RegistryCondition(
                "Probed",
                .no,
                "Refused",
                "the registry refuses the new credential: \(Self.fitted(probe.reason))"
            )
        case .unknown:
            RegistryCondition(
                "Probed",
                .unknown,
                "Undecided",
                "the registry could not say whether it takes the credential: \(Self.fitted(probe.reason))"
            )
        }
    }

    /// Where no leader has tried the credential.
    static let unprobed = RegistryCondition(
        "Probed",
        .unknown,
        "NotTried",
        "a registry that has a probe is asked when a new credential is to replace one that works"
    )
}

extension MissingReason {
    /// As the reason of a condition: in CamelCase.
    fileprivate var code: String {
        switch self {
        case .quota: "QuotaExceeded"
        default: "\(self)".prefix(1).uppercased() + "\(self)".dropFirst()
        }
    }
}
