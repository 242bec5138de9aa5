internal import HTTP
internal import Names

/// Why the API server refused: a decoded `Status`, or what an answer that is none tells.
package struct KubernetesStatus: Sendable, Hashable {
    /// One of several reasons, with the field that it is about.
    package struct Cause: Sendable, Hashable, Decodable {
        /// A word: `FieldManagerConflict`, `NamespaceTerminating` and so on.
        package var reason: String
        /// A sentence.
        package var message: String
        /// The field, in JSON notation; empty where none is meant.
        package var field: String

        /// Makes a cause.
        package init(reason: String, message: String = "", field: String = "") {
            self.reason = reason
            self.message = message
            self.field = field
        }

        private enum Key: String, CodingKey { case reason, message, field }

        /// Decodes a cause; whatever is missing is empty.
        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            reason = try container.decodeIfPresent(String.self, forKey: .reason) ?? ""
            message = try container.decodeIfPresent(String.self, forKey: .message) ?? ""
            field = try container.decodeIfPresent(String.self, forKey: .field) ?? ""
        }
    }

    /// The HTTP status code.
    package var code: Int
    /// A word that says why: `Forbidden`, `Conflict`, `AlreadyExists`, `Expired`, …; empty where none was given.
    package var reason: String
    /// The server's sentence.
    package var message: String
    /// The kind or resource that the server names; of a missing namespace `namespaces`.
    package var kind: String
    /// The causes in the server's order.
    package var causes: [Cause]
    /// How long the server asks to wait.
    package var retryAfter: Duration?
    /// Where a list can go on all the same whose position is too old (`metadata.continue` of 410); empty where none can.
    package var position: String

    /// Makes a status.
    package init(
        code: Int,
        reason: String = "",
        message: String = "",
        kind: String = "",
        causes: [Cause] = [],
        retryAfter: Duration? = nil,
        position: String = ""
    ) {
        self.code = code
        self.reason = reason
        self.message = message
        self.kind = kind
        self.causes = causes
        self.retryAfter = retryAfter
        self.position = position
    }

    /// Reads an answer whose code is not 2xx.
    ///
    /// An answer that is no `Status` (a proxy's page) gives its code alone, and its first line where it is plain text.
    package init(answer: KubernetesResponse) {
        let piece = JSONPiece("the status", answer.body[...])
        if let status = try? piece.decode(KubernetesStatus.self), status.isStatus {
            self = status
            code = answer.status
        } else {
            self.init(code: answer.status)
            if answer.fields["content-type"]?.hasPrefix("text/plain") == true {
                message = String(decoding: answer.body.prefix(200).prefix { $0 >= 0x20 && $0 != 0x7F }, as: UTF8.self)
            }
        }
        // The header counts before the body; a date instead of seconds is never sent by an API server.
        if let wait = answer.fields.retryAfter(atMost: Self.longestWait) { retryAfter = wait }
    }

    private static let longestWait = Duration.seconds(3600)
}

extension KubernetesStatus: Decodable {
    private enum Key: String, CodingKey { case code, reason, message, details, metadata }
    private struct Metadata: Decodable {
        var `continue`: String?
    }
    private struct Details: Decodable {
        var kind: String?
        var causes: [Cause]?
        var retryAfterSeconds: Int64?
    }

    /// Decodes a `Status` object; whatever is missing is empty.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let details = try container.decodeIfPresent(Details.self, forKey: .details)
        let seconds = details?.retryAfterSeconds ?? 0
        self.init(
            code: try container.decodeIfPresent(Int.self, forKey: .code) ?? 0,
            reason: try container.decodeIfPresent(String.self, forKey: .reason) ?? "",
            message: try container.decodeIfPresent(String.self, forKey: .message) ?? "",
            kind: details?.kind ?? "",
            causes: details?.causes ?? [],
            retryAfter: seconds > 0 ? min(.seconds(seconds), Self.longestWait) : nil,
            position: (try? container.decodeIfPresent(Metadata.self, forKey: .metadata))?.continue ?? ""
        )
    }

    /// Whether anything in it says that it was a `Status` and not some other JSON.
    private var isStatus: Bool { code != 0 || !reason.isEmpty || !message.isEmpty }
}

extension KubernetesStatus {
    /// Whether the object would be larger than etcd takes, which the API server passes on in etcd's words: whoever fills an object brings that
    /// about, and it says nothing about other calls.
    package var isTooLarge: Bool {
        code == 413
            || code == 500 && (message.contains("request is too large") || message.contains("message larger than max"))
    }
}

extension KubernetesStatus {
    /// Whether admission has said no: somebody's webhook or policy, with any code it likes (`admission webhook "…" denied the request: …`,
    /// `… denied request: …`).
    ///
    /// That is about the one object, however the code reads: 401 is not about our credential, 404 not about a namespace, 429 and 500 not
    /// about the API server.
    package var isAdmissionRefusal: Bool {
        let words = message.split(separator: "\"", omittingEmptySubsequences: false)
        // What follows the user is an authorizer's own text.
        let end = words.firstIndex { $0.hasSuffix("User ") } ?? words.endIndex - 1
        return words[...end].contains {
            $0.hasSuffix("admission webhook ") || $0.contains(" denied the request") || $0.contains(" denied request")
        }
    }

    /// Whether a webhook of somebody's could not be asked, or its patch not be applied: a matter of those objects that it is for, too.
    ///
    /// It may pass, unlike a refusal.
    package var isWebhookFailure: Bool {
        code == 500 && (message.contains("calling webhook") || message.contains(" operation does not apply"))
    }

    /// The name of the webhook that could not be called, somebody's or ours, for which the object is refused; nil where it is not that.
    package var uncalledWebhook: String? {
        let words = "failed calling webhook \""
        guard code == 500, let start = message.firstRange(of: words)?.upperBound else { return nil }
        return String(message[start...].prefix { $0 != "\"" })
    }

    /// Whether that webhook is one of Pullpass', whose names end so.
    package var isOurWebhookUncalled: Bool { uncalledWebhook?.hasSuffix(".\(PullpassKey.domain)") ?? false }
}
