/// A resource with a status subresource: each of both writes one part and leaves the other as it is.
extension Writing {
    /// Through what fields are written, as `managedFields` names it.
    var subresource: String? { request.isStatus ? "status" : nil }

    /// What is written, without what another part of the resource writes.
    func withoutOtherParts(_ written: JSON) -> JSON {
        guard resource == .pullRegistries else { return written }
        var object = written
        if request.isStatus {
            object["spec"] = nil
            for key in ["labels", "annotations", "finalizers", "ownerReferences"] { object["metadata"]?[key] = nil }
        } else {
            object["status"] = nil
        }
        return object
    }

    /// The object after an update through one part.
    static func part(of new: JSON, beside old: JSON, isStatus: Bool) -> JSON {
        guard isStatus else {
            var object = new
            object["status"] = old["status"]
            return object
        }
        var object = old
        object["status"] = new["status"]
        return object
    }
}
