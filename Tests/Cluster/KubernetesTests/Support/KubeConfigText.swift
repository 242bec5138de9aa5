/// A kubeconfig of one cluster and one user, with these lines.
func kubeConfig(
    cluster: String = "server: https://a:6443",
    user: String = "token: t",
    context: String = ""
)
    -> String
{
    """
    apiVersion: v1
    kind: Config
    current-context: main
    contexts:
    - name: main
      context: {cluster: c, user: u\(context)}
    clusters:
    - name: c
      cluster: {\(cluster)}
    users:
    - name: u
      user: {\(user)}
    """
}
