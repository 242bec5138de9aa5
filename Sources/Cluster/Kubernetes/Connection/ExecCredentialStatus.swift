internal import Processes
internal import Text

/// What an exec plugin printed: the `status` of an `ExecCredential`.
///
/// Never prints itself.
struct ExecCredentialStatus: Sendable, CustomStringConvertible, CustomReflectable {
    let token: String?
    let certificate: ClientCertificate?
    /// When it ends; nil where it lasts until the server refuses it.
    let expiresAt: Timestamp?

    var description: String { "<redacted>" }
    var customMirror: Mirror { Mirror(self, children: []) }

    private struct Answer: Decodable {
        struct Status: Decodable {
            var token: String?
            var clientCertificateData: String?
            var clientKeyData: String?
            var expirationTimestamp: String?
        }
        var apiVersion: String?
        var kind: String?
        var status: Status?
    }

    /// Runs a plugin and reads what it prints.
    static func run(_ plugin: ExecPlugin) async throws(KubernetesTransportError) -> ExecCredentialStatus {
        let searchPath = plugin.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        guard let executable = Command.executable(named: plugin.command, searchPath: searchPath) else {
            let hint = plugin.installHint.map { "; " + $0 } ?? ""
            throw failure(plugin, "was not found\(hint)")
        }
        let result: CommandResult
        do throws(ProcessError) {
            result = try await Processes.run(Command(executable, plugin.arguments, environment: plugin.environment))
        } catch {
            let words = said(plugin).end(of: error.standardError.reveal())
            throw failure(plugin, "did not work: \(error)" + (words.map { " \($0)" } ?? ""))
        }
        // A plugin explains itself there, and to nobody else: "run aws sso login".
        let words = said(plugin, result.standardOutput).end(of: result.standardError).map { ": \($0)" } ?? ""
        guard result.status.isSuccess else { throw failure(plugin, "\(result.status)\(words)") }
        do throws(KubernetesTransportError) {
            return try read(result.standardOutput, plugin)
        } catch {
            throw KubernetesTransportError(error.reason + words, wasNeverSent: true)
        }
    }

    private static func said(_ plugin: ExecPlugin, _ output: [UInt8] = []) -> ProgramWords {
        ProgramWords(output: output, arguments: plugin.arguments, environment: plugin.environment)
    }

    static func read(_ output: [UInt8], _ plugin: ExecPlugin) throws(KubernetesTransportError) -> ExecCredentialStatus {
        let answer: Answer
        let shape = said(plugin, output).shape(of: output)
        do { answer = try JSONText.decode(from: output) } catch {
            throw failure(plugin, "printed no ExecCredential: \(JSONText.reason(error)), it is \(shape)")
        }
        guard answer.kind == "ExecCredential" else { throw failure(plugin, "printed no ExecCredential, but \(shape)") }
        guard answer.apiVersion == plugin.apiVersion else {
            throw failure(plugin, "printed an ExecCredential of another version than \(plugin.apiVersion): \(shape)")
        }
        guard let status = answer.status else { throw failure(plugin, "printed an ExecCredential without a status") }
        let certificate: ClientCertificate?
        switch (status.clientCertificateData, status.clientKeyData) {
        case (let pem?, let key?): certificate = ClientCertificate(certificate: Array(pem.utf8), key: Array(key.utf8))
        case (nil, nil): certificate = nil
        default: throw failure(plugin, "printed a certificate without its key, or the other way round")
        }
        let token = status.token.flatMap { $0.isEmpty ? nil : $0 }
        guard token != nil || certificate != nil else {
            throw failure(plugin, "printed neither a token nor a certificate")
        }
        if let token, let flaw = TextFlaw(of: token, as: .secret) {
            throw failure(plugin, "printed a token that \(flaw.clause): a token is one line")
        }
        var expiresAt: Timestamp?
        if let text = status.expirationTimestamp {
            guard let time = Timestamp(rfc3339: text) else {
                throw failure(plugin, "printed an expirationTimestamp that is no RFC 3339 time")
            }
            expiresAt = time
        }
        return ExecCredentialStatus(token: token, certificate: certificate, expiresAt: expiresAt)
    }

    private static func failure(_ plugin: ExecPlugin, _ complaint: String) -> KubernetesTransportError {
        KubernetesTransportError("the exec plugin \(plugin.command) \(complaint)", wasNeverSent: true)
    }
}
