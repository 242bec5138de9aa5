internal import Text

extension RegistryState {
    /// An error of somebody else, in one line.
    private static let longestError = 1024

    /// ``lastError``, fit to be shown.
    var shownError: String? { lastError.map { Printable.fitted(Printable.line($0, limit: 4096), bytes: Self.longestError) } }

    /// `Ready`: whether Pods can pull with its credential.
    var ready: RegistryCondition {
        let why = shownError.map { ": \($0)" } ?? ""
        let (reason, message): (String, String)
        switch readiness {
        case .ready:
            let end = expires.map { "until \($0.whole)" } ?? "and that has no end"
            let failing = shownError.map { "; it cannot be fetched again now: \($0)" } ?? ""
            return RegistryCondition(
                "Ready",
                .yes,
                shownError == nil ? "CredentialFetched" : "RefreshFailing",
                "Pods can pull with its credential \(end)\(failing)"
            )
        case .never: (reason, message) = ("NoCredential", "no credential could be fetched yet")
        case .ended: (reason, message) = ("CredentialEnded", "its credential has ended\(expires.map { " at \($0.whole)" } ?? "")")
        case .outdated:
            (reason, message) = (
                "ConfigurationChanged", "nothing could be fetched yet since its configuration changed, and no further namespace gets what was fetched before"
            )
        case .nowhere: (reason, message) = ("NoCredential", "each namespace has a credential of its own, and none could be fetched for any")
        }
        return RegistryCondition("Ready", .no, reason, message + why)
    }

    /// `Spread`: whether each namespace that should have its Secret has it.
    var spread: RegistryCondition {
        guard let first = missing.max(by: { $0.count < $1.count }) else {
            return wanted == 0
                ? RegistryCondition("Spread", .yes, "NotWanted", "no namespace is to have Secret \(secretName) now")
                : RegistryCondition("Spread", .yes, "AllPresent", "all \(wanted) namespaces that should have Secret \(secretName) have it")
        }
        let reasons = missing.map { "\($0.count) \(MissingWords.text($0.reason))" }.joined(separator: "; ")
        return RegistryCondition(
            "Spread",
            .no,
            MissingWords.code(first.reason),
            "\(missingCount) of \(wanted) namespaces that should have Secret \(secretName) have not: \(reasons)"
        )
    }

    /// `Probed`: what the registry said of the credential; nil where what was said before holds.
    var probed: RegistryCondition? {
        switch probe {
        case .off: RegistryCondition("Probed", .unknown, "Off", "probe: false: the registry is not asked whether it takes a credential")
        case .untold: nil
        case .accepted: RegistryCondition("Probed", .yes, "Accepted", "the registry has taken the credential")
        case .refused(let reason): Self.probed(.no, "Refused", "the registry refuses the new credential", reason)
        case .undecided(let reason): Self.probed(.unknown, "Undecided", "the registry could not say whether it takes the credential", reason)
        }
    }

    /// Where nothing was ever said.
    static let unprobed = RegistryCondition(
        "Probed",
        .unknown,
        "NotTried",
        "the registry is asked when a new credential is to replace one that works"
    )

    private static func probed(_ status: RegistryCondition.Status, _ code: String, _ words: String, _ reason: String) -> RegistryCondition {
        RegistryCondition("Probed", status, code, "\(words): \(Printable.fitted(Printable.line(reason, limit: 4096), bytes: longestError))")
    }
}

/// Why namespaces lack a copy, by the label of the metric.
enum MissingWords {
    private static let table: [String: (code: String, words: String)] = [
        "waiting": ("Waiting", "in their turn"),
        "no_credential": ("NoCredential", "since there is no credential for them"),
        "forbidden": ("Forbidden", "since a right is missing"),
        "quota": ("QuotaExceeded", "since their ResourceQuota is used up"),
        "refused": ("Refused", "since an admission policy or a webhook refuses it"),
        "undone": ("Undone", "where somebody takes it away each time"),
        "foreign": ("Foreign", "where somebody else's Secret has its name"),
        "outdated": ("Outdated", "with an older credential that cannot be written over"),
    ]

    static func code(_ reason: String) -> String { table[reason]?.code ?? "Missing" }
    static func text(_ reason: String) -> String { table[reason]?.words ?? reason }
}
