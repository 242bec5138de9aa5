import Configuration

extension KeeperModel {
    /// What the checker goes through: together they let every event meet those that it has to do with.
    static let scenarios: [KeeperModel.Scenario] = [
        KeeperModel.Scenario(
            name: "others at the place of a copy that is being placed",
            start: .nothing,
            disturbances: [
                .createForeign, .createForged, .edit, .share, .addFinalizer, .delete, .replaceByForged,
                .replaceByForeign,
            ],
            budget: 3,
            leastStates: 5000
        ),
        KeeperModel.Scenario(
            name: "the watch and the requests of a copy that is being placed",
            start: .nothing,
            disturbances: [
                .delete, .edit, .relist, .restoreServer, .refuse, .forbid, .loseRequest, .loseAnswer, .delayRequest,
                .passTime,
            ],
            budget: 3,
            leastStates: 1000
        ),
        KeeperModel.Scenario(
            name: "a rotation",
            start: .intact,
            disturbances: [
                .rotate, .edit, .share, .makeImmutable, .delete, .replaceByForged, .replaceByForeign, .relist,
                .restoreServer,
            ],
            budget: 3,
            leastStates: 2000
        ),
        KeeperModel.Scenario(
            name: "the requests of a rotation and a repair",
            start: .intact,
            disturbances: [
                .rotate, .edit, .refuse, .forbid, .loseRequest, .loseAnswer, .delayRequest, .relist, .passTime,
            ],
            budget: 3,
            leastStates: 500
        ),
        KeeperModel.Scenario(
            name: "labels of ours that are missing, changed and taken away",
            start: .unlabelled,
            disturbances: [
                .editLabels, .takeLabels, .edit, .share, .rotate, .makeImmutable, .delete, .refuse, .loseAnswer,
                .relist,
            ],
            budget: 3,
            leastStates: 1000
        ),
        KeeperModel.Scenario(
            name: "labels of ours that somebody's webhook takes away",
            start: .intact,
            takesLabels: true,
            disturbances: [.editLabels, .takeLabels, .edit, .rotate, .delete, .relist, .moveLeadership],
            budget: 2,
            leastStates: 500
        ),
        KeeperModel.Scenario(
            name: "labels of an anonymous try",
            start: .unlabelled,
            subject: .anonymousTry,
            disturbances: [.editLabels, .takeLabels, .edit, .configure, .delete, .relist],
            budget: 3,
            leastStates: 1000
        ),
        KeeperModel.Scenario(
            name: "who has the Secret, and why not, where it is absent",
            start: .nothing,
            lagging: [],
            disturbances: [
                .createForeign, .delete, .refuse, .exceedQuota, .forbid, .loseRequest, .passTime,
                .toggleOptIn, .terminate,
                .makeNamespaceAnew, .removeRegistry, .moveLeadership,
            ],
            budget: 3,
            leastStates: 1000
        ),
        KeeperModel.Scenario(
            name: "who has the Secret, and why not, where it is an older one",
            start: .intact,
            lagging: [],
            disturbances: [
                .rotate, .edit, .makeImmutable, .addFinalizer, .delete, .refuse, .exceedQuota, .forbid,
                .passTime,
            ],
            budget: 4,
            leastStates: 1000
        ),
        KeeperModel.Scenario(
            name: "a copy that is not wanted any more",
            start: .intact,
            disturbances: [
                .toggleOptIn, .configure, .passTime, .delete, .addFinalizer, .replaceByForged, .replaceByForeign,
                .relist,
            ],
            budget: 3,
            leastStates: 5000
        ),
        KeeperModel.Scenario(
            name: "a dropped registry, with the right to its name and without",
            start: .intact,
            retires: true,
            disturbances: [
                .removeRegistry, .toggleRight, .passTime, .edit, .delete, .relist, .moveLeadership, .replaceByForeign,
            ],
            budget: 4,
            leastStates: 5000
        ),
        KeeperModel.Scenario(
            name: "a dropped registry, and a finalizer that keeps its copy",
            start: .intact,
            retires: true,
            disturbances: [
                .removeRegistry, .addFinalizer, .passTime, .edit, .delete, .relist, .loseAnswer, .delayRequest,
                .moveLeadership,
            ],
            budget: 3,
            leastStates: 2000
        ),
        KeeperModel.Scenario(
            name: "a registry that is dropped while its copy is being placed",
            start: .nothing,
            retires: true,
            lagging: [0, 1],
            disturbances: [.removeRegistry, .loseRequest, .loseAnswer, .delayRequest, .moveLeadership, .relist],
            budget: 3,
            leastStates: 2000
        ),
        KeeperModel.Scenario(
            name: "a registry that is dropped, and a replica that knows it later",
            start: .nothing,
            placement: .lazy,
            retires: true,
            lagging: [0, 1],
            disturbances: [.hint, .removeRegistry, .loseAnswer, .delayRequest, .moveLeadership],
            budget: 3,
            leastStates: 2000
        ),
        KeeperModel.Scenario(
            name: "the requests of a removal",
            start: .intact,
            disturbances: [
                .toggleOptIn, .passTime, .edit, .refuse, .forbid, .loseAnswer, .delayRequest, .addFinalizer,
            ],
            budget: 4,
            leastStates: 2000
        ),
        KeeperModel.Scenario(
            name: "the namespace and the configuration",
            start: .nothing,
            disturbances: [
                .toggleOptIn, .terminate, .makeNamespaceAnew, .configure, .removeRegistry, .rotate, .delete,
            ],
            budget: 2,
            leastStates: 1000
        ),
        KeeperModel.Scenario(
            name: "leadership",
            start: .nothing,
            lagging: [0, 1],
            disturbances: [.moveLeadership, .rotate, .delete, .edit, .delayRequest],
            budget: 2,
            leastStates: 2500
        ),
        KeeperModel.Scenario(
            name: "a lazy copy and hints",
            start: .nothing,
            placement: .lazy,
            lagging: [0, 1],
            disturbances: [.hint, .delete, .createForeign, .relist, .moveLeadership, .toggleOptIn],
            budget: 3,
            leastStates: 4000
        ),
        KeeperModel.Scenario(
            name: "somebody else's Secret",
            start: .foreign,
            disturbances: [.delete, .edit, .replaceByForeign, .replaceByForged, .hint, .rotate, .toggleOptIn],
            budget: 3,
            leastStates: 5000
        ),
        KeeperModel.Scenario(
            name: "an anonymous try, and the registries that it is for",
            start: .intact,
            subject: .anonymousTry,
            disturbances: [
                .configure, .removeRegistry, .toggleLabel, .toggleOptIn, .rotate, .delete, .passTime, .relist,
            ],
            budget: 3,
            leastStates: 5000
        ),
        KeeperModel.Scenario(
            name: "an anonymous try in the place of a credential, and others there",
            start: .former,
            subject: .anonymousTry,
            disturbances: [
                .edit, .makeImmutable, .delete, .createForeign, .createForged, .replaceByForged, .replaceByForeign,
            ],
            budget: 3,
            leastStates: 5000
        ),
        KeeperModel.Scenario(
            name: "the requests of an anonymous try that is made anew",
            start: .former,
            subject: .anonymousTry,
            disturbances: [
                .edit, .refuse, .forbid, .loseRequest, .loseAnswer, .delayRequest, .addFinalizer, .toggleLabel,
                .passTime,
            ],
            budget: 3,
            leastStates: 1000
        ),
        KeeperModel.Scenario(
            name: "an anonymous try, and leadership",
            start: .nothing,
            subject: .anonymousTry,
            lagging: [0, 1],
            disturbances: [.moveLeadership, .configure, .toggleLabel, .delete, .edit, .delayRequest],
            budget: 2,
            leastStates: 2500
        ),
        KeeperModel.Scenario(
            name: "a lazy anonymous try and hints",
            start: .nothing,
            subject: .anonymousTry,
            placement: .lazy,
            lagging: [0, 1],
            disturbances: [.hint, .delete, .createForeign, .moveLeadership, .toggleLabel],
            budget: 3,
            leastStates: 2000
        ),
    ]
}
