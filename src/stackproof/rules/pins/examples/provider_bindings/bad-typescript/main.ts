import { App, TerraformStack } from 'cdktn';

const app = new App();
new TerraformStack(app, 'orders');
app.synth();
