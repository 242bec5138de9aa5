/// An Eviction: a Pod that is deleted unless a budget forbids it.
struct PodEviction {
    let store: ObjectStore
    let request: APIRequest
    let settings: ServerSettings

    func perform() throws -> [UInt8] {
        let wanted = try request.object()
        guard wanted["apiVersion"]?.string == "policy/v1", wanted["kind"]?.string == "Eviction" else {
            throw APIStatus.badRequest("the object provided is unrecognized (must be of type Eviction)")
        }
        guard wanted["metadata"]?["name"]?.string == request.name else {
            throw APIStatus.badRequest("name in URL does not match name in Eviction object")
        }
        guard let pod = store.object(.pods, namespace: request.namespace, name: request.name) else {
            throw APIStatus.notFound(.pods, request.name)
        }
        let conditions = wanted["deleteOptions"]?["preconditions"]
        if let uid = conditions?["uid"]?.string, uid != pod.uid {
            throw APIStatus.precondition(.pods, request.name, "the UID in the precondition is another one")
        }
        if let version = conditions?["resourceVersion"]?.string, version != String(pod.version) {
            throw APIStatus.precondition(.pods, request.name, "the ResourceVersion in the precondition is another one")
        }
        let isPending = pod.json["status"]?["phase"]?.string == "Pending"
        if !isPending, settings.protectedPods.contains("\(request.namespace)/\(request.name)") {
            throw APIStatus.disruptionBudget(request.name)
        }
        store.remove(pod)
        return (["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201] as JSON).text
    }
}
