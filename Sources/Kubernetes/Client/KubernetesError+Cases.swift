extension KubernetesError {
    private var code: Int { status?.code ?? 0 }
    private func hasCause(_ reason: String) -> Bool { status?.causes.contains { $0.reason == reason } ?? false }

    /// 404: the object, or its namespace, is not there.
    public var isNotFound: Bool { code == 404 }
    /// 404: it is the namespace that is not there.
    public var isNamespaceMissing: Bool { code == 404 && status?.kind == "namespaces" }
    /// 409, but not ``isAlreadyExists``: another version, another uid, or another manager's fields.
    public var isConflict: Bool { code == 409 && !isAlreadyExists }
    /// 409: somebody created it before.
    public var isAlreadyExists: Bool { code == 409 && status?.reason == "AlreadyExists" }
    /// 409: an apply without force would take fields from another manager.
    public var isFieldManagerConflict: Bool { code == 409 && hasCause("FieldManagerConflict") }
    /// The uid that was asked for is not the object's: it was deleted, or deleted and created again.
    public var isUIDMismatch: Bool {
        guard let status else { return false }
        return switch status.code {
        case 409:
            status.message.contains("UID in precondition") || status.message.contains("UID in the precondition")
                || status.message.contains("uid mismatch")
        case 422: status.causes.contains { $0.field == "metadata.uid" }
        default: false
        }
    }
    /// 403 of any kind.
    public var isForbidden: Bool { code == 403 }
    /// 403 since the namespace is being deleted: no fault.
    public var isNamespaceTerminating: Bool {
        code == 403
            && (hasCause("NamespaceTerminating") || status?.message.contains("because it is being terminated") == true)
    }
    /// 403 since a ResourceQuota is used up.
    public var isQuotaExceeded: Bool { code == 403 && status?.message.contains("exceeded quota") == true }
    /// 403 since a role lacks something: neither quota nor a namespace that goes.
    public var isAccessDenied: Bool { isForbidden && !isNamespaceTerminating && !isQuotaExceeded }
    /// 410: the version or the list's position is too old.
    public var isGone: Bool { code == 410 || status?.reason == "Expired" || status?.reason == "Gone" }
    /// 401: the credential is wrong or has expired.
    public var isUnauthorized: Bool { code == 401 }
    /// 429: too many requests.
    public var isThrottled: Bool { code == 429 }
    /// 422: the server will never accept it like this.
    public var isInvalid: Bool { code == 422 }
    /// 422 since the object is `immutable`, or the field (a Secret's type) never changes.
    public var isImmutable: Bool {
        isInvalid && !isUIDMismatch && status?.causes.contains { $0.message.contains("immutable") } == true
    }
    /// The task was cancelled.
    public var isCancelled: Bool { cause == .cancelled }
    /// No answer came at all.
    public var isUnanswered: Bool {
        switch cause {
        case .transport, .timedOut: true
        case .status, .malformed, .cancelled: false
        }
    }
    /// Nobody is to blame but the moment: no answer, too late an answer, 429 or 5xx.
    ///
    /// Later it may work.
    public var isTransient: Bool {
        switch cause {
        case .transport, .timedOut: true
        case .status(let status): status.code == 429 || status.code >= 500
        case .malformed, .cancelled: false
        }
    }
}
