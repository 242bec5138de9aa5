import Testing
import Text

@testable import Providers

struct SentSecretsTests {
    /// Logins, and what of them is a credential.
    static let logins = [
        ("user:password", ["password"]), (":token", ["token"]), ("user:pass:word", ["pass:word"]), ("user::", [":"]),
        ("user:\u{301}password", ["\u{301}password"]), ("user", []),
    ]

    @Test(arguments: logins)
    func `the password of a login is one, whoever it is for and whatever it begins with`(
        login: String,
        passwords: [String]
    ) {
        let encoded = Base64.encode(Array(login.utf8))
        #expect(SentSecrets.of(field: "Authorization", "Basic \(encoded)") == [encoded] + passwords)
    }

    @Test(arguments: ["Accept", "metadata-flavor", "Host"])
    func `what everybody sends is none`(field: String) {
        #expect(SentSecrets.of(field: field, "some words") == [])
    }

    @Test func `any other field may be one`() {
        #expect(SentSecrets.of(field: "X-Vault-Token", "hvs.1") == ["hvs.1"])
        #expect(SentSecrets.of(field: "Authorization", "Bearer abc") == ["abc"])
        #expect(SentSecrets.of(field: "Authorization", #"Signature keyId="ST$abc",version="1""#) == ["abc"])
    }
}
