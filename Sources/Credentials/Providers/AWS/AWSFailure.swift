import Credentials
import FoundationEssentials
import HTTP
import HTTPClient
import Text

/// An answer of AWS that is not the one asked for, read for its code: JSON (ECR), XML (STS), or the field `x-amzn-ErrorType`.
///
/// | code | kind | what it means |
/// |---|---|---|
/// | `AccessDenied…` | refused | the identity is known and may not |
/// | `ExpiredToken…` | refused | temporary keys or a web identity token that has ended |
/// | `UnrecognizedClientException`, `InvalidClientTokenId` | refused | an access key that is not known (here) |
/// | `SignatureDoesNotMatch`, `InvalidSignatureException`, `RequestExpired`, … | refused | another secret key, or a wrong clock |
/// | `InvalidIdentityToken…`, `IDPRejectedClaim…` | refused | a web identity token that the role's OIDC provider is not for; unavailable where AWS could not read the issuer's keys |
/// | `RegionDisabledException`, `OptInRequired` | refused | a region or service that the account has not switched on |
/// | `Throttling…`, `IDPCommunicationError…`, 429, 5xx | unavailable | another attempt may do |
/// | `Validation…`, `InvalidParameter…` | misconfigured | AWS does not understand what it was asked |
/// | any other 4xx | refused | see the code |
struct AWSFailure {
    let response: HTTPClientResponse
    /// AWS' code without name space, such as `AccessDeniedException`; nil when there is none.
    let code: String?
    private let message: String?
    /// What the web identity token that was sent says of itself.
    private let proof: TokenClaims?
    /// AWS' sentence as it may be shown, for parts of it are; empty where there is none.
    private var sentence: String { message ?? "" }

    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - sent: Credentials that were sent: what repeats one of them is left out.
    ///   - proof: What the web identity token among them says of itself.
    init(_ response: HTTPClientResponse, sent: [String], proof: TokenClaims? = nil) {
        struct Body: Decodable {
            let type: String?
            let lowerMessage: String?
            let upperMessage: String?
            private enum CodingKeys: String, CodingKey {
                case type = "__type"
                case lowerMessage = "message"
                case upperMessage = "Message"
            }
        }
        self.response = response
        self.proof = proof
        let words: String?
        if let body = try? JSONDecoder().decode(Body.self, from: Data(response.body)) {
            code = Self.plain(body.type ?? response.fields["x-amzn-errortype"], hiding: sent)
            words = body.lowerMessage ?? body.upperMessage
        } else {
            let elements = XMLElements(response.body)
            let place = elements?["ErrorResponse/Error/Code"] != nil ? "ErrorResponse/Error" : "Response/Errors/Error"
            code = Self.plain(elements?["\(place)/Code"] ?? response.fields["x-amzn-errortype"], hiding: sent)
            words = elements?["\(place)/Message"]
        }
        message = ProviderProblem.shown(words, hiding: sent)
    }

    /// `com.amazonaws.ecr#AccessDeniedException:http://…` without what is around the name; nil for anything that is no name.
    private static func plain(_ code: String?, hiding sent: [String]) -> String? {
        guard let name = code?.prefix(while: { $0 != ":" }).split(separator: "#").last else { return nil }
        let isName = name.utf8.allSatisfy {
            ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z")) || $0 == UInt8(ascii: ".")
                || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
        }
        guard isName, name.utf8.count <= 64 else { return nil }
        return ProviderProblem.shown(String(name), hiding: sent)
    }

    /// The error for it.
    ///
    /// - Parameters:
    ///   - call: What was asked.
    ///   - identity: Who asked.
    ///   - endpoint: Whom.
    ///   - now: The time here, to compare with AWS'.
    /// - Returns: An error with AWS' code and what to do.
    func error(_ call: AWSCall, identity: String, endpoint: String, now: Timestamp) -> CredentialError {
        let (kind, reason, fix) = verdict(call, now: now)
        let isAboutToken = kind != .unavailable || code?.hasPrefix("IDP") ?? false
        let told = isAboutToken ? proof.map { "; the token that was sent has \($0)" } ?? "" : ""
        return CredentialError(
            kind,
            identity: identity,
            endpoint: endpoint,
            code: code,
            reason: reason + told,
            fix: fix,
            retryAfter: kind == .unavailable ? response.fields.retryAfter(atMost: ProviderAnswer.longestPause) : nil
        )
    }

    private func verdict(_ call: AWSCall, now: Timestamp) -> (CredentialError.Kind, String, String?) {
        switch code ?? "" {
        case let code
        where code.hasPrefix("Throttl") || code == "TooManyRequestsException" || code == "RequestLimitExceeded":
            return (.unavailable, "AWS asks for fewer requests", nil)
        case let code where code.hasPrefix("IDPCommunicationError"):
            return (.unavailable, "AWS cannot reach the OIDC provider of the token", "its issuer URL must be public")
        case "RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture":
            return (.refused, "the request's time is not AWS' time\(skew(now))", "look at the clock of this node (NTP)")
        case "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature":
            if message?.contains("expired") ?? false || message?.contains("not yet current") ?? false {
                return (
                    .refused, "the request's time is not AWS' time\(skew(now))", "look at the clock of this node (NTP)"
                )
            }
            // What AWS says here repeats the request, session token included.
            return (
                .refused, "AWS computes another signature\(skew(now))",
                "the secret access key is not the one of this access key, or the clock of this node is wrong: look at both"
            )
        case "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId":
            return (
                .refused, "AWS does not know the access key",
                "it may be deleted or inactive, of another partition, of a region that is not switched on, or temporary and without its session token"
            )
        case let code where code.hasPrefix("ExpiredToken"):
            return (.refused, "what stands for the identity has expired\(skew(now))", call.renewal)
        case let code where code.hasPrefix("InvalidIdentityToken") || code.hasPrefix("IDPRejectedClaim"):
            // The issuer could not be asked: it may be reachable in a moment.
            let isPassing = sentence.lowercased().contains("verification key")
            return (
                isPassing ? .unavailable : .refused, "AWS does not take the web identity token\(quoted)",
                call.tokenAdvice(sentence)
            )
        case let code where code.hasPrefix("AccessDenied") || code == "UnauthorizedOperation":
            return (.refused, "it is not allowed\(quoted)", AWSDenial(sentence).fix(call))
        case "RegionDisabledException", "OptInRequired":
            return (
                .refused, "the account has not switched this on\(quoted)",
                "enable the region for the account (for STS also in IAM's account settings), or name another one in AWS_REGION"
            )
        case let code
        where code.hasPrefix("Validation") || code.hasPrefix("InvalidParameter") || code.hasPrefix("Malformed"):
            return (.misconfigured, "AWS does not understand what it was asked\(quoted)", "correct the configuration")
        default: return byStatus(call)
        }
    }

    private func byStatus(_ call: AWSCall) -> (CredentialError.Kind, String, String?) {
        switch response.status {
        case 429: (.unavailable, "AWS asks for fewer requests (status 429)", nil)
        case 500...: (.unavailable, "AWS has a fault of its own (status \(response.status))\(quoted)", nil)
        case 400..<500 where code == nil:
            (
                .refused, "the answer is status \(response.status) without a code of AWS'",
                "look whether a proxy or another service answers there"
            )
        case 400..<500:
            (
                .refused, "the answer is status \(response.status)\(quoted)",
                "see what AWS says of that code; where it is about rights, \(call.permission)"
            )
        default:
            (
                .unavailable, "the answer is status \(response.status), and redirects are not followed",
                "look whether a proxy or another service answers there"
            )
        }
    }

    /// AWS' sentence.
    private var quoted: String {
        guard code != nil, let message else { return "" }
        return ": \(message)"
    }

    /// How far the clocks are apart, if that can be the reason.
    private func skew(_ now: Timestamp) -> String {
        guard let date = response.madeAt else { return "" }
        let skew = max(now - date, date - now)
        guard skew > .seconds(60), skew < .seconds(10_000_000_000) else { return "" }
        return ", and the clock here is \(skew.components.seconds) s \(now > date ? "ahead of" : "behind") AWS'"
    }
}
