internal import COpenSSL

/// Something that OpenSSL refused: a certificate, a key, a handshake.
package struct TLSError: Error, Hashable, CustomStringConvertible {
    /// What kind of failure it was.
    package enum Code: Sendable, Hashable {
        /// A PEM file cannot be read, or does not hold what it should.
        case badPEM
        /// The private key does not belong to the certificate.
        case keyMismatch
        /// The peer spoke plain HTTP.
        case plainHTTP
        /// The server answered something that is not TLS.
        case notTLS
        /// The server's certificate is not trusted, not valid now, or for another name; the reasons say which.
        case untrusted
        /// The peer broke the protocol, refused our certificate, or has none that we trust.
        case protocolFailure
        /// The connection went away in the middle.
        case connectionLost
        /// OpenSSL itself could not do it (memory, an unknown group).
        case failed
    }

    /// What is wrong with a server's certificate that does not pass.
    package enum CertificateFault: Sendable, Hashable {
        /// Nobody who is trusted has issued it: the authority is missing here, or it is another server's.
        case unknownAuthority
        /// It is for other names.
        case otherName
        /// It is valid no more, or not yet.
        case outOfTime
        /// Anything else.
        case other
    }

    /// The kind of failure; what callers match.
    package let code: Code
    /// What was being done, for a person: "reading the certificate chain".
    package let operation: String
    /// OpenSSL's own words, innermost first; never key material.
    package let reasons: [String]
    /// What is wrong with the server's certificate; nil unless the code is `untrusted`.
    package let fault: CertificateFault?
    /// What the peer says of the certificate that it was shown; nil where it ended the connection for something else, or did not end it.
    package let certificateAlert: CertificateAlert?

    /// One sentence: operation and reasons.
    package var description: String {
        let why =
            switch code {
            case .badPEM, .failed, .protocolFailure, .untrusted:
                reasons.isEmpty ? "no reason was given" : reasons.joined(separator: "; ")
            case .keyMismatch: "the private key does not belong to the first certificate of the chain"
            case .notTLS: "the server does not speak TLS on this port"
            case .plainHTTP: "the client spoke plain HTTP"
            case .connectionLost: "the connection was closed in the middle"
            }
        return "\(operation) failed: \(why)"
    }

    init(
        _ code: Code,
        _ operation: String,
        reasons: [String] = [],
        fault: CertificateFault? = nil,
        alert: CertificateAlert? = nil
    ) {
        self.code = code
        self.operation = operation
        self.reasons = reasons
        self.fault = fault
        certificateAlert = alert
    }

    /// The failure that OpenSSL's error queue of this thread tells; empties the queue.
    static func fromQueue(_ code: Code, _ operation: String) -> TLSError {
        var code = code
        var reasons: [String] = []
        var alert: CertificateAlert?
        while true {
            let error = ERR_get_error()
            guard error != 0 else { break }
            if pullpass_is_http_request(error) != 0 { code = .plainHTTP }
            alert = alert ?? CertificateAlert(number: pullpass_alert(error))
            guard let text = unsafe ERR_reason_error_string(error) else {
                reasons.append("error \(String(error, radix: 16))")
                continue
            }
            reasons.append(unsafe String(cString: text))
        }
        return TLSError(code, operation, reasons: reasons, alert: alert)
    }
}
