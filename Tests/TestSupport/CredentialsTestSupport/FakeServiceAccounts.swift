import Configuration
import Credentials
import FoundationEssentials
import Synchronization
import Text

@testable import Providers

/// The ServiceAccounts of a test, whose tokens are signed by the key of the fixtures; it notes what was asked.
final class FakeServiceAccounts: ServiceAccountReader {
    static let issuer = "https://oidc.example.com/cluster"

    private struct State {
        var accounts: [String: [String: String]]
        var asked: [String] = []
        var failure: CredentialError?
    }

    private let state: Mutex<State>
    private let clock: WallClock

    /// Annotations by `NAMESPACE/NAME`.
    init(_ accounts: [String: [String: String]], clock: WallClock = noon) {
        state = Mutex(State(accounts: accounts))
        self.clock = clock
    }

    private static func place(_ account: ServiceAccountUse) -> String {
        "\(account.namespace ?? "pullpass")/\(account.name)"
    }

    /// What was asked so far: `annotations NAMESPACE/NAME` and `token NAMESPACE/NAME AUDIENCE`.
    var asked: [String] { state.withLock(\.asked) }
    func set(_ place: String, _ annotations: [String: String]?) { state.withLock { $0.accounts[place] = annotations } }
    func fail(_ error: CredentialError?) { state.withLock { $0.failure = error } }

    func description(of account: ServiceAccountUse) -> String {
        "ServiceAccount \(account.name) in namespace \(account.namespace ?? "pullpass")"
    }

    func annotations(of account: ServiceAccountUse) async throws(CredentialError) -> [String: String] {
        try take("annotations \(Self.place(account))", account)
    }

    func token(of account: ServiceAccountUse, audience: String) async throws(CredentialError) -> SecretText {
        _ = try take("token \(Self.place(account)) \(audience)", account)
        let now = clock.now().wholeSeconds
        let namespace = account.namespace ?? "pullpass"
        do {
            return SecretText(
                try JSONWebToken.signRS256(
                    header: [],
                    claims: [
                        ("iss", .string(Self.issuer)),
                        ("sub", .string("system:serviceaccount:\(namespace):\(account.name)")),
                        ("aud", .strings([audience])), ("iat", .number(now)), ("exp", .number(now + 600)),
                    ],
                    key: try SigningKey.parsed()
                )
            )
        } catch {
            throw CredentialError(.unavailable, identity: "test", reason: "\(error)")
        }
    }

    private func take(_ call: String, _ account: ServiceAccountUse) throws(CredentialError) -> [String: String] {
        try state.withLock { state throws(CredentialError) in
            state.asked.append(call)
            if let failure = state.failure { throw failure }
            guard let annotations = state.accounts[Self.place(account)] else {
                throw CredentialError(
                    .misconfigured,
                    identity: description(of: account),
                    reason: "there is no such ServiceAccount"
                )
            }
            return annotations
        }
    }
}

/// What a provider found in the ServiceAccount token that it was shown; nil where the key of the fixtures did not sign it.
struct ShownServiceAccount: Equatable {
    let issuer: String
    let subject: String
    let audience: [String]

    init?(_ token: String) {
        struct Claims: Decodable {
            let iss: String
            let sub: String
            let aud: [String]
        }
        guard SentToken(compact: token)?.isSigned == true,
            let claims = JSONWebTokenClaims.decode(Claims.self, of: token)
        else {
            return nil
        }
        issuer = claims.iss
        subject = claims.sub
        audience = claims.aud
    }

    init(_ subject: String, _ audience: String) {
        issuer = FakeServiceAccounts.issuer
        self.subject = subject
        self.audience = [audience]
    }
}
