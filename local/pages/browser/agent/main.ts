document.documentElement.dataset['simulated'] = String(SIMULATED);
