export const name = 'prometheus';
export const namespace = 'monitoring';
export const port = 9090;

/** As the operator labels the pods. */
export const labels = { 'app.kubernetes.io/name': 'prometheus' };
