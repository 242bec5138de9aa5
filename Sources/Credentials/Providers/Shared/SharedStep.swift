import Credentials

/// The outcome of what all parts of a credential need, once it was asked for.
extension Optional {
    /// The value, asked for where nobody has yet; a failure is for all parts, which do not wait for it one after the other.
    mutating func orAsked<Value: Sendable>(
        _ ask: () async throws(CredentialError) -> Value
    ) async throws(CredentialError) -> Value where Wrapped == Result<Value, CredentialError> {
        if let known = self { return try known.get() }
        do throws(CredentialError) {
            let value = try await ask()
            self = .success(value)
            return value
        } catch {
            self = .failure(error)
            throw error
        }
    }
}
