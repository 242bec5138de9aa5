/// Answers of a real API server (v1.36.2), as they were recorded.
enum Recorded {
    static let fieldConflict = #"""
        {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "Apply failed with 1 conflict: conflict with \"kubectl-edit\" using v1: .data..dockerconfigjson", "reason": "Conflict", "details": {"causes": [{"reason": "FieldManagerConflict", "message": "conflict with \"kubectl-edit\" using v1", "field": ".data..dockerconfigjson"}]}, "code": 409}
        """#
    static let staleVersion = #"""
        {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "Operation cannot be fulfilled on secrets \"pullpass-hub\": the object has been modified; please apply your changes to the latest version and try again", "reason": "Conflict", "details": {"name": "pullpass-hub", "kind": "secrets"}, "code": 409}
        """#
    static let otherUID = #"""
        {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "Secret \"pullpass-hub\" is invalid: metadata.uid: Invalid value: \"00000000-0000-0000-0000-000000000000\": field is immutable", "reason": "Invalid", "details": {"name": "pullpass-hub", "kind": "Secret", "causes": [{"reason": "FieldValueInvalid", "message": "Invalid value: \"00000000-0000-0000-0000-000000000000\": field is immutable", "field": "metadata.uid"}]}, "code": 422}
        """#
    static let otherType = #"""
        {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "Secret \"pullpass-hub\" is invalid: type: Invalid value: \"Opaque\": field is immutable", "reason": "Invalid", "details": {"name": "pullpass-hub", "kind": "Secret", "causes": [{"reason": "FieldValueInvalid", "message": "Invalid value: \"Opaque\": field is immutable", "field": "type"}]}, "code": 422}
        """#
    static let immutable = #"""
        {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "Secret \"pullpass-hub\" is invalid: data: Forbidden: field is immutable when `immutable` is set", "reason": "Invalid", "details": {"name": "pullpass-hub", "kind": "Secret", "causes": [{"reason": "FieldValueForbidden", "message": "Forbidden: field is immutable when `immutable` is set", "field": "data"}]}, "code": 422}
        """#
    static let notJSON = #"""
        {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "Secret \"pullpass-hub\" is invalid: data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\": invalid character 'o' in literal null (expecting 'u')", "reason": "Invalid", "details": {"name": "pullpass-hub", "kind": "Secret", "causes": [{"reason": "FieldValueInvalid", "message": "Invalid value: \"<secret contents redacted>\": invalid character 'o' in literal null (expecting 'u')", "field": "data[.dockerconfigjson]"}]}, "code": 422}
        """#
    static let wrongUIDPrecondition = #"""
        {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "Operation cannot be fulfilled on Secret \"pullpass-hub\": the UID in the precondition (00000000-0000-0000-0000-000000000000) does not match the UID in record (9d022a1e-2e3a-4fb7-860e-7f02584a359e). The object might have been deleted and then recreated", "reason": "Conflict", "details": {"name": "pullpass-hub", "kind": "Secret"}, "code": 409}
        """#
    static let terminating = #"""
        {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "secrets \"pullpass-hub\" is forbidden: unable to create new content in namespace rb-term because it is being terminated", "reason": "Forbidden", "details": {"name": "pullpass-hub", "kind": "secrets", "causes": [{"reason": "NamespaceTerminating", "message": "namespace rb-term is being terminated", "field": "metadata.namespace"}]}, "code": 403}
        """#
    static let noNamespace = #"""
        {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "namespaces \"rb-none\" not found", "reason": "NotFound", "details": {"name": "rb-none", "kind": "namespaces"}, "code": 404}
        """#
    static let leaseExists = #"""
        {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "leases.coordination.k8s.io \"pullpass\" already exists", "reason": "AlreadyExists", "details": {"name": "pullpass", "group": "coordination.k8s.io", "kind": "leases"}, "code": 409}
        """#
    static let unauthorized = #"""
        {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "Unauthorized", "reason": "Unauthorized", "code": 401}
        """#
    static let quota = #"""
        { "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "secrets \"pullpass-hub\" is forbidden: exceeded quota: q, requested: secrets=1, used: secrets=0, limited: secrets=0", "reason": "Forbidden", "details": { "name": "pullpass-hub", "kind": "secrets" }, "code": 403}
        """#
    static let expired = #"""
        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old resource version: 1 (1068)","reason":"Expired","code":410}
        """#
    /// The wording of the RBAC authorizer.
    static func denied(_ verb: String, _ resource: String = "secrets", in namespace: String? = "team-a") -> String {
        let place = namespace.map { #"in the namespace \"\#($0)\""# } ?? "at the cluster scope"
        return #"""
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"\#(resource) \"pullpass-hub\" is forbidden: User \"system:serviceaccount:pullpass:pullpass\" cannot \#(verb) resource \"\#(resource)\" in API group \"\" \#(place)","reason":"Forbidden","details":{"name":"pullpass-hub","kind":"secrets"},"code":403}
            """#
    }
    static let appliedSecret = #"""
        {"kind": "Secret", "apiVersion": "v1", "metadata": {"name": "pullpass-hub", "uid": "9d022a1e-2e3a-4fb7-860e-7f02584a359e", "resourceVersion": "1066", "managedFields": [{"manager": "pullpass", "operation": "Apply", "apiVersion": "v1", "time": "2026-11-21T01:29:28Z", "fieldsType": "FieldsV1", "fieldsV1": {"f:metadata": {"f:annotations": {"f:pullpass.dev/revision": {}}}, "f:type": {}}}, {"manager": "kubectl-edit", "operation": "Update", "apiVersion": "v1", "time": "2026-11-21T01:29:29Z", "fieldsType": "FieldsV1", "fieldsV1": {"f:data": {"f:.dockerconfigjson": {}}}}]}}
        """#
}
