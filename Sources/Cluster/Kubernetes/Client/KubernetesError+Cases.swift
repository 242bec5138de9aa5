extension KubernetesError {
    /// Of the API server's own refusal: admission takes any code for its own, which then means nothing of what it says elsewhere.
    private var code: Int { isAdmissionRefusal ? 0 : status?.code ?? 0 }
    private func hasCause(_ reason: String) -> Bool { status?.causes.contains { $0.reason == reason } ?? false }

    /// 404: the object, or its namespace, is not there.
    package var isNotFound: Bool { code == 404 }
    /// 404: it is the namespace that is not there.
    package var isNamespaceMissing: Bool { code == 404 && status?.kind == "namespaces" }
    /// 409, but not ``isAlreadyExists``: another version, another uid, or another manager's fields.
    package var isConflict: Bool { code == 409 && !isAlreadyExists }
    /// 409: somebody created it before.
    package var isAlreadyExists: Bool { code == 409 && status?.reason == "AlreadyExists" }
    /// 409: an apply without force would take fields from another manager.
    package var isFieldManagerConflict: Bool { code == 409 && hasCause("FieldManagerConflict") }
    /// The uid that was asked for is not the object's: it was deleted, or deleted and created again.
    package var isUIDMismatch: Bool {
        guard let status else { return false }
        return switch code {
        case 409:
            status.message.contains("UID in precondition") || status.message.contains("UID in the precondition")
                || status.message.contains("uid mismatch")
        case 422: status.causes.contains { $0.field == "metadata.uid" }
        default: false
        }
    }
    /// Somebody's webhook or policy has said no, with whatever code: a matter of the one object.
    ///
    /// But for 403 it is none of the cases here.
    package var isAdmissionRefusal: Bool { status?.isAdmissionRefusal ?? false }
    /// 403 of any kind.
    package var isForbidden: Bool { status?.code == 403 }
    /// 403 since the namespace is being deleted: no fault.
    package var isNamespaceTerminating: Bool {
        code == 403
            && (hasCause("NamespaceTerminating") || status?.message.contains("because it is being terminated") == true)
    }
    /// 403 since a ResourceQuota is used up.
    package var isQuotaExceeded: Bool { code == 403 && status?.message.contains("exceeded quota") == true }
    /// 403 since a role lacks something: neither quota nor a namespace that goes.
    package var isAccessDenied: Bool { isForbidden && !isNamespaceTerminating && !isQuotaExceeded }
    /// 403 since a role lacks something, as the API server words it; a policy that says no says so, whatever it quotes.
    package var isMissingRight: Bool { isAccessDenied && missingRule != nil }
    /// 500 since an admission webhook of somebody's does not answer: a matter of that namespace, not of the API server.
    package var isWebhookFailure: Bool { status?.isWebhookFailure ?? false }
    /// 500: what the API server did for it failed; etcd's own failures are not called that.
    package var isInternal: Bool { code == 500 && status?.reason == "InternalError" }
    /// No answer came in time, or 504: what was to be done may yet be, and a chain of slow webhooks of one namespace is as likely as a slow server.
    package var isTimeout: Bool {
        if case .timedOut = cause { true } else { code == 504 }
    }
    /// 410: the version or the list's position is too old.
    package var isGone: Bool { code == 410 || !isAdmissionRefusal && ["Expired", "Gone"].contains(status?.reason) }
    /// 401: the credential is wrong or has expired.
    package var isUnauthorized: Bool { code == 401 }
    /// 429: too many requests.
    package var isThrottled: Bool { code == 429 }
    /// 422: the server will never accept it like this.
    package var isInvalid: Bool { code == 422 }
    /// 422 since the object is `immutable`, or the field (a Secret's type) never changes.
    package var isImmutable: Bool {
        isInvalid && !isUIDMismatch && status?.causes.contains { $0.message.contains("immutable") } == true
    }
    /// The task was cancelled.
    package var isCancelled: Bool { cause == .cancelled }
    /// No answer came at all.
    package var isUnanswered: Bool {
        switch cause {
        case .transport, .timedOut: true
        case .status, .tooLong, .malformed, .cancelled: false
        }
    }
    /// The answer is longer than was allowed.
    package var isTooLong: Bool {
        if case .tooLong = cause { true } else { false }
    }
    /// Nobody is to blame but the moment: no answer, too late an answer, or 429 or 5xx of the API server's own.
    ///
    /// Later it may work.
    package var isTransient: Bool {
        switch cause {
        case .transport, .timedOut: true
        case .status(let status): code == 429 || code >= 500 && !status.isTooLarge && !status.isWebhookFailure
        case .tooLong, .malformed, .cancelled: false
        }
    }
}
